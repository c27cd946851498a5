import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { JPEG as BARE, joined, PDF, PNG, text, WEBP } from './voucher-file.fixture.ts'
import { typeOf } from './voucher-file.ts'

const JPEG = joined(BARE, '\xff\xd9')
const SCRIPT = '<script>alert(1)</script>'

test.each([
  ['image/png', PNG],
  ['image/jpeg', JPEG],
  ['image/jpeg', joined(JPEG, '\0\0\0')],
  ['image/webp', WEBP],
  ['application/pdf', PDF],
  ['application/pdf', joined(PDF.subarray(0, -1), '\r\n')],
])('%s is known by its bytes', (type, file) => {
  expect(typeOf(file)).toBe(type)
})

test.each([
  ['nothing', ''],
  ['a page', `<!doctype html><html>${SCRIPT}</html>`],
  ['a drawing that runs scripts', `<svg xmlns="http://www.w3.org/2000/svg">${SCRIPT}</svg>`],
  ['a drawing behind a declaration', `<?xml version="1.0"?><svg onload="alert(1)"/>`],
  ['a program', 'MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0'],
  ['a zip', 'PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0'],
  ['a GIF', 'GIF89a\x01\0\x01\0\0\0\0;\0\0\0\0'],
])('%s is none', (_, file) => {
  expect(typeOf(text(file))).toBeNull()
})

test.each([
  ['a page behind a PNG’s first bytes', joined(PNG.subarray(0, 8), `<html>${SCRIPT}</html>`)],
  ['a PNG with a page behind it', joined(PNG, `<html>${SCRIPT}</html>`)],
  ['a PNG with a zip behind it', joined(PNG, 'PK\x03\x04')],
  ['a PNG that breaks off', PNG.subarray(0, -12)],
  ['a PNG with a script within', joined(PNG.subarray(0, 33), chunk('tEXt', `x\0${SCRIPT}`), PNG.subarray(33))],
  ['a page behind a JPEG’s first bytes', joined('\xff\xd8\xff', `<html>${SCRIPT}</html>`, '\xff\xd9')],
  ['a JPEG with a page behind it', joined(JPEG, SCRIPT)],
  ['a JPEG that breaks off', BARE.subarray(0, -4)],
  ['a JPEG with a script for a comment', joined('\xff\xd8\xff\xfe\0\x1b', SCRIPT, JPEG.subarray(2))],
  ['a page behind a WebP’s first bytes', joined(WEBP.subarray(0, 16), SCRIPT)],
  ['a WebP with a page behind it', joined(WEBP, SCRIPT)],
  ['a sound in a RIFF', joined('RIFF\x22\0\0\0WAVE', WEBP.subarray(12))],
  ['a PDF behind a page', joined('<html>', PDF)],
  ['a PDF with a page behind it', joined(PDF, `<html>${SCRIPT}`)],
  ['a PDF with a zip behind it', joined(PDF, 'PK\x05\x06')],
  [
    'a PDF that runs scripts',
    joined(PDF.subarray(0, 9), '3 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj\n', PDF.subarray(9)),
  ],
  ['a PDF that starts programs', joined(PDF.subarray(0, 9), '3 0 obj<</S/Launch/F(x)>>endobj\n', PDF.subarray(9))],
])('%s is none either', (_, file) => {
  expect(typeOf(file)).toBeNull()
})

const withObject = (object: string) => joined(PDF.subarray(0, 9), `3 0 obj${object}endobj\n`, PDF.subarray(9))

test.each([
  ['does something when a page is shown', '<</AA<</O 4 0 R>>>>'],
  ['holds a file', '<</Type/EmbeddedFile/Length 0>>'],
  ['names files in it', '<</Names<</EmbeddedFiles 4 0 R>>>>'],
  ['sends a form', '<</S/SubmitForm/F(x)>>'],
  ['opens another', '<</S /GoToR\n/F(x)>>'],
  ['plays media', '<</Subtype/RichMedia>>'],
  ['holds a form in XML', '<</XFA 4 0 R>>'],
  ['runs a script under a name with an escape', '<</S/Java#53cript>>'],
  ['runs a script under a name of escapes alone', '<</#4a#53(app.alert(1))>>'],
  ['holds a file under a long name of escapes', '<</#45#6d#62#65#64#64#65#64#46#69#6c#65#73 4 0 R>>'],
])('a PDF that %s is none either', (_, object) => {
  expect(typeOf(withObject(object))).toBeNull()
})

test.each([
  '<</OpenAction[3 0 R/Fit]>>',
  '<</Type/ObjStm/N 1/First 4>>',
  '<</AAPL:Keywords[]>>',
  '<</F/ABCDEF+A#2dB/BaseFont/Launchpad>>',
  '<</URI(x)/S/URI>>',
  '(JS AA)',
])('a PDF with %s, which only looks like it, is one', (object) => {
  expect(typeOf(withObject(object))).toBe('application/pdf')
})

test('whatever else is sent is told without a failure', () => {
  const some = fc.constantFrom(PNG, JPEG, WEBP, PDF)
  fc.assert(
    fc.property(some, fc.nat(200), fc.uint8Array({ maxLength: 64 }), (file, at, noise) => {
      const mixed = joined(file.subarray(0, at), noise)
      expect([null, 'image/png', 'image/jpeg', 'image/webp', 'application/pdf']).toContain(typeOf(mixed))
    }),
  )
})

function chunk(kind: string, body: string): Uint8Array {
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, body.length)
  return joined(length, kind, body, '\0\0\0\0')
}
