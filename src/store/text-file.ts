import { readFileSync } from 'node:fs';
import { LabError } from '../errors.ts';
import { errorCode } from './disk.ts';

/** Text of a file that somebody names. @throws LabError E_FORMAT when there is none or it cannot be read */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = errorCode(error);
    const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : code;
    throw new LabError('E_FORMAT', `${path} cannot be read: ${why}. Give the path of a text file.`, { cause: error });
  }
}
