/**
 * The forms that names take, with upstream's texts for what is wrong with one (k8s.io/apimachinery pkg/util/validation).
 * Each function returns the fault, or undefined for a good name.
 */

const label1123 = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const label1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const subdomain1123 = `${label1123}(\\.${label1123})*`;
const qualifiedPart = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const labelValue = `(${qualifiedPart})?`;
const configMapKey = '[-._a-zA-Z0-9]+';
const environmentName = '[-._a-zA-Z][-._a-zA-Z0-9]*';

const whole = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`);

const forms = {
  label1123: whole(label1123), label1035: whole(label1035), subdomain1123: whole(subdomain1123), qualifiedPart: whole(qualifiedPart),
  wildcard: whole(`\\*\\.${subdomain1123}`), labelValue: whole(labelValue), configMapKey: whole(configMapKey), environmentName: whole(environmentName),
};

/** Upstream's RegexError: the rule, examples, and the pattern. */
function explain(rule: string, pattern: string, ...examples: readonly string[]): string {
  const shown = examples.map((example, index) => `${index > 0 ? ' or ' : ''}'${example}', `).join('');
  return `${rule} (e.g. ${shown}regex used for validation is '${pattern}')`;
}

const tooLong = (most: number): string => `must be no more than ${most} characters`;
/** Keys and values of labels are counted in the same way, but told in another. */
const tooManyBytes = (most: number): string => `must be no more than ${most} bytes`;

const check = (form: RegExp, most: number, text: string, long = tooLong) => (name: string): string | undefined =>
  (name.length > most ? long(most) : form.test(name) ? undefined : text);

const labelFormFault = check(forms.label1123, 63, explain(
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character", label1123, 'my-name', '123-abc'));

export function labelFault(name: string): string | undefined {
  const fault = labelFormFault(name);
  return fault && name.length <= 63 && forms.subdomain1123.test(name) ? 'must not contain dots' : fault;
}

export const subdomainFault = check(forms.subdomain1123, 253, explain(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character", subdomain1123, 'example.com'));

/** `*.example.com`. */
export const wildcardSubdomainFault = check(forms.wildcard, 253, explain(
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
  `\\*\\.${subdomain1123}`, '*.example.com'));

export const label1035Fault = check(forms.label1035, 63, explain(
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character", label1035, 'my-name', 'abc-123'));

export const labelValueFault = check(forms.labelValue, 63, explain(
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character", labelValue, 'MyValue', 'my_value', '12345'), tooManyBytes);

const qualifiedText = explain(
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character", qualifiedPart, 'MyName', 'my.name', '123-abc');

/** `name` or `prefix/name`: keys of labels, annotations, resources, conditions. */
export function qualifiedNameFault(text: string): string | undefined {
  const parts = text.split('/');
  if (parts.length > 2) return `a valid label key ${qualifiedText} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`;
  const [first = '', second] = parts;
  if (second !== undefined) {
    if (first === '') return 'prefix part must be non-empty';
    const fault = first.length > 253 ? tooManyBytes(253) : subdomainFault(first);
    if (fault) return `prefix part ${fault}`;
  }
  const name = second ?? first;
  if (name === '') return 'name part must be non-empty';
  if (name.length > 63) return `name part ${tooManyBytes(63)}`;
  return forms.qualifiedPart.test(name) ? undefined : `name part ${qualifiedText}`;
}

/** Keys of ConfigMaps and Secrets. */
export function configMapKeyFault(key: string): string | undefined {
  if (key.length > 253) return tooLong(253);
  if (!forms.configMapKey.test(key)) return explain("a valid config key must consist of alphanumeric characters, '-', '_' or '.'", configMapKey, 'key.name', 'KEY_NAME', 'key-name');
  return dotFault(key);
}

function dotFault(text: string): string | undefined {
  if (text === '.') return `must not be '.'`;
  if (text === '..') return `must not be '..'`;
  return text.startsWith('..') ? `must not start with '..'` : undefined;
}

export function environmentNameFault(name: string): string | undefined {
  if (!forms.environmentName.test(name)) {
    return explain("a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit", environmentName, 'my.env-name', 'MY_ENV.NAME', 'MyEnvName1');
  }
  return dotFault(name);
}

/** One segment of a URL path: the least a name must be. */
export function pathSegmentFault(name: string): string | undefined {
  if (name === '.' || name === '..') return `may not be '${name}'`;
  const bad = ['/', '%'].find((part) => name.includes(part));
  return bad && `may not contain '${bad}'`;
}
