/**
 * Uploaded folders, judged before they are kept. What they claim is judged; whoever unpacks them minds what they do, and says so where one
 * cannot be read at all.
 */
import { unzipSync } from 'fflate';
import { ApiError } from '../../../api';
import { BadValue } from './shape';

export const mostFiles = 1000;
const mostUnpackedBytes = 64 * 1024 * 1024;

/** Throws BadValue, and ApiError where it is too large when unpacked. Nothing is unpacked. */
export function judgeUpload(base64: string | undefined, at: string): void {
  if (!base64) return;
  let files = 0;
  let size = 0;
  const judge = ({ name, originalSize }: { name: string; originalSize: number }): boolean => {
    if (leaves(name)) throw new BadValue(at, `the zip has a file outside of its folder: ${JSON.stringify(name.slice(0, 128))}`);
    size += originalSize;
    if (++files > mostFiles) throw new BadValue(at, `the zip has more than ${mostFiles} files`);
    if (size > mostUnpackedBytes) throw ApiError.tooLarge(mostUnpackedBytes);
    return false;
  };
  try {
    unzipSync(Buffer.from(base64, 'base64'), { filter: judge });
  } catch (error) {
    if (error instanceof BadValue || error instanceof ApiError) throw error;
  }
}

const leaves = (name: string): boolean => /^[/\\]|^[A-Za-z]:|\0/.test(name) || name.split(/[/\\]/).includes('..');
