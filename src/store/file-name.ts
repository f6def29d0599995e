import { createHash } from 'node:crypto';

/**
 * A name that is safe as part of a file name on every system, different for different texts.
 *
 * @param text any string, also empty or of any length
 * @param longest characters allowed, at least 10
 * @returns `text` itself when it is plain; otherwise its plain characters and eight hexadecimal digits of its SHA-256
 */
export function fileName(text: string, longest = 40): string {
  const plain = text.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+/, '');
  if (plain === text && text.length > 0 && text.length <= longest && !text.endsWith('.')) return text;
  // UTF-16 units, not UTF-8: lone surrogates must not all hash alike
  const hash = createHash('sha256').update(Buffer.from(text, 'utf16le')).digest('hex').slice(0, 8);
  const start = plain.slice(0, longest - 9).replace(/[-.]+$/, '');
  return start === '' ? hash : `${start}-${hash}`;
}
