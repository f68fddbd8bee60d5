/** Names of images (github.com/distribution/reference): what a kubelet says of one that makes no sense. */

const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const domain = '(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?';
const reference = new RegExp(`^${domain}/${component}(?:/${component})*(?::\\w[\\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$`);
/** Most names: nothing but small letters, of the default registry or not. */
const plain = new RegExp(`^${component}(?:/${component}){0,3}(?::\\w[\\w.-]{0,127})?$`);
const identifier = /^[a-f0-9]{64}$/;

/** Undefined: it is a name. */
export function imageNameFault(image: string): string | undefined {
  if (image.length < 64 && plain.test(image)) return undefined;
  const why = parseFault(image);
  return why && `Failed to apply default image tag ${JSON.stringify(image)}: couldn't parse image name ${JSON.stringify(image)}: ${why}`;
}

/** ParseNormalizedNamed */
function parseFault(image: string): string | undefined {
  if (identifier.test(image)) return `invalid repository name (${image}), cannot specify 64-byte hexadecimal strings`;
  const { host, rest } = split(image);
  const name = rest.split(':', 1)[0] ?? '';
  if (name.toLowerCase() !== name) return `invalid reference format: repository name (${name}) must be lowercase`;
  if (!reference.test(`${host}/${rest}`)) return 'invalid reference format';
  return host.length + 1 + name.length > 255 ? 'repository name must not be more than 255 characters' : undefined;
}

/** splitDockerDomain: what stands before the first slash is a registry when it looks like one. */
function split(image: string): { readonly host: string; readonly rest: string } {
  const slash = image.indexOf('/');
  const first = slash < 0 ? '' : image.slice(0, slash);
  const isHost = /[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first;
  if (slash >= 0 && isHost) return { host: first, rest: image.slice(slash + 1) };
  return { host: 'docker.io', rest: image.includes('/') ? image : `library/${image}` };
}
