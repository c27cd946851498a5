/** A call of this address with a key, in the words of each tool. */
export const curlExample = (url: string, key = '$KEY'): string => `curl ${url} \\\n  -H "Authorization: Bearer ${key}"`

export const javascriptExample = (url: string): string => `const answer = await fetch('${url}', {
  headers: { Authorization: \`Bearer \${process.env.KEY}\` },
})
console.log(answer.status, await answer.json())`

export const pythonExample = (url: string): string => `import json, os, urllib.request

request = urllib.request.Request(
    "${url}",
    headers={"Authorization": f"Bearer {os.environ['KEY']}"},
)
with urllib.request.urlopen(request) as answer:
    print(answer.status, json.load(answer))`
