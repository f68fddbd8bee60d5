/** Users by name or number, as a container runtime finds them (docker's `--user`). */
import type { Files } from '../shell/files';

/** In a runtime's words. */
export class UnknownUser extends Error {}

const isNumber = (text: string): boolean => /^\d{1,10}$/.test(text);

/** `root`, `1000`, `root:root`, `1000:1000`. Throws UnknownUser. */
export function idsOf(text: string, files: Files): { readonly user: number; readonly group: number } {
  const [name = '', groupName] = text.split(':', 2);
  const found = rowOf(files, '/etc/passwd', name);
  if (!found && !isNumber(name)) throw new UnknownUser(`unable to find user ${name}: no matching entries in passwd file`);
  const user = found ? Number(found[2]) : Number(name);
  if (groupName === undefined) return { user, group: found ? Number(found[3]) : 0 };
  const group = rowOf(files, '/etc/group', groupName);
  if (!group && !isNumber(groupName)) throw new UnknownUser(`unable to find group ${groupName}: no matching entries in group file`);
  return { user, group: group ? Number(group[2]) : Number(groupName) };
}

/** Its fields. */
function rowOf(files: Files, path: string, name: string): readonly string[] | undefined {
  const rows = files.isFile(path) ? files.read(path).toString().split('\n') : [];
  return rows.map((row) => row.split(':')).find(([first, , id]) => first === name || (isNumber(name) && id === name));
}
