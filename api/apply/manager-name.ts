/** Who writes: the fieldManager that was given, or the program that the User-Agent names. */

const maxBytes = 128;

export const managerName = (fieldManager: string | undefined, userAgent: string | undefined): string => fieldManager || programOf(userAgent ?? '');

/** What stands before the first `/`, printable, at most 128 bytes (k8s.io/apiserver endpoints/handlers prefixFromUserAgent). */
function programOf(userAgent: string): string {
  let name = '';
  let bytes = 0;
  for (const char of userAgent.split('/', 1)[0] as string) {
    if (!/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(char)) continue;
    bytes += Buffer.byteLength(char);
    if (bytes > maxBytes) break;
    name += char;
  }
  return name;
}
