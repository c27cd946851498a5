import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram } from '../tests/house/programs.ts'
import { freePort } from '../tests/house/running.ts'

export interface Nginx {
  port: number
  close: () => Promise<void>
}

/**
 * nginx before the upstream: `/alone` passes calls on, `/asked` asks /api/authorize first, both over connections that are
 * kept. Null where there is none.
 */
export async function startNginx(upstream: number, tollgate: number): Promise<Nginx | null> {
  const program = await findProgram('nginx', '/usr/sbin/nginx')
  if (!program) return null
  const home = mkdtempSync(join(tmpdir(), 'tollgate-bench-nginx-'))
  const port = await freePort()
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  writeFileSync(
    join(home, 'nginx.conf'),
    `daemon off; master_process off; pid ${home}/pid; error_log stderr;
events {}
http {
  access_log off;
  keepalive_requests 1000000000;
  ${temporary.map((name) => `${name}_temp_path ${home}/${name};`).join(' ')}
  upstream api { server 127.0.0.1:${upstream}; keepalive 32; keepalive_requests 1000000000; }
  upstream tollgate { server 127.0.0.1:${tollgate}; keepalive 32; keepalive_requests 1000000000; }
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  server {
    listen 127.0.0.1:${port};
    location /alone { proxy_pass http://api; }
    location /asked { auth_request /authorize; proxy_pass http://api; }
    location = /authorize {
      internal;
      proxy_pass http://tollgate/api/authorize;
      proxy_pass_request_body off;
      proxy_set_header Content-Length "";
      proxy_set_header X-Original-URI $request_uri;
    }
  }
}`,
  )
  const nginx = spawn(program, ['-p', home, '-c', join(home, 'nginx.conf')], { stdio: ['ignore', 'ignore', 'inherit'] })
  await listens(port, nginx)
  return {
    port,
    async close() {
      const ended = once(nginx, 'exit')
      nginx.kill()
      await ended
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** Answers when something listens there. */
async function listens(port: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const isOpen = await new Promise<boolean>((done) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy()
        done(true)
      }).on('error', () => done(false))
    })
    if (isOpen) return
    await new Promise((done) => setTimeout(done, 20))
  }
  throw new Error('nginx did not come up')
}
