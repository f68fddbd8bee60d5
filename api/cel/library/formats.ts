/** Named formats (Kubernetes pkg/cel/library/format.go). */
import { label1035Fault, labelFault, labelValueFault, qualifiedNameFault, subdomainFault } from '../../names';
import { member, overload, type Library } from '../types/declarations';
import { listOf, optionalOf, string, sealed } from '../types/types';
import { ArrayList } from '../values/collections';
import { matching } from '../values/sizes';
import { parseTimestamp } from '../values/time';
import { Opaque, Optional, type Value } from '../values/values';
import { requestUriFault } from './url-parts';

const formatType = sealed('kubernetes.NamedFormat');

type Check = (text: string) => string | undefined;

class Format extends Opaque {
  readonly type = formatType;

  /** `patternLength` is what its cost is reckoned by. */
  constructor(readonly name: string, readonly patternLength: number, readonly check: Check) {
    super();
  }

  equals(other: Opaque): boolean {
    return other instanceof Format && other.name === this.name;
  }
}

/** Generated names may end in a dash, as something follows it. */
const prefix = (check: Check): Check => (text) => check(text.replace(/-$/, 'a'));

const unless = (test: (text: string) => boolean, fault: string): Check => (text) => (test(text) ? undefined : fault);

const uuid = /^[0-9A-F]{8}-?[0-9A-F]{4}-?[0-9A-F]{4}-?[0-9A-F]{4}-?[0-9A-F]{12}$/i;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;

/** A date is the beginning of a timestamp. */
const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && isDateTime(`${text}T00:00:00Z`);

function isDateTime(text: string): boolean {
  return parseTimestamp(text.replace(' ', 'T')) !== undefined;
}

const uri: Check = (text) => {
  const fault = requestUriFault(text);
  return fault === undefined ? undefined : `parse ${JSON.stringify(text)}: ${fault}`;
};

const formats: Readonly<Record<string, Format>> = {
  dns1123Label: new Format('DNS1123Label', 30, labelFault),
  dns1123Subdomain: new Format('DNS1123Subdomain', 60, subdomainFault),
  dns1035Label: new Format('DNS1035Label', 30, label1035Fault),
  qualifiedName: new Format('QualifiedName', 60, qualifiedNameFault),
  dns1123LabelPrefix: new Format('DNS1123LabelPrefix', 30, prefix(labelFault)),
  dns1123SubdomainPrefix: new Format('DNS1123SubdomainPrefix', 60, prefix(subdomainFault)),
  dns1035LabelPrefix: new Format('DNS1035LabelPrefix', 30, prefix(label1035Fault)),
  labelValue: new Format('LabelValue', 40, labelValueFault),
  uri: new Format('URI', 1103, uri),
  uuid: new Format('uuid', 84, unless((text) => uuid.test(text), 'does not match the UUID format')),
  byte: new Format('byte', 84, unless((text) => base64.test(text), 'invalid base64')),
  date: new Format('date', 100, unless(isDate, 'invalid date')),
  datetime: new Format('datetime', 100, unless(isDateTime, 'invalid datetime')),
};

function validate(format: Format, text: string): Value {
  const fault = format.check(text);
  return fault === undefined ? Optional.none : new Optional(new ArrayList([fault]));
}

const named = (name: string): Value => (Object.hasOwn(formats, name) ? new Optional(formats[name] as Format) : Optional.none);

export const formatLibrary: Library = {
  types: [formatType],
  overloads: [
    ...Object.entries(formats).map(([name, format]) => overload(`format.${name}`, `format.${name}`, [], formatType, () => format)),
    overload('format.named', 'format-named', [string], optionalOf(formatType), named),
    member('validate', 'format-validate', [formatType, string], optionalOf(listOf(string)), validate, ([format, text]) => matching(text, (format as Format).patternLength)),
  ],
};
