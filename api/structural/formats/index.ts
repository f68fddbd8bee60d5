/**
 * The formats of texts that Kubernetes checks (k8s.io/apiextensions-apiserver pkg/apiserver/validation formats.go,
 * k8s.io/kube-openapi pkg/validation/strfmt). Any other is taken for a remark.
 */
import { isDate, isDateTime, isDuration } from './times';
import { isCreditCard, isIsbn10, isIsbn13, isSsn } from './numbers';
import { isCidr, isEmail, isHostname, isIPv4, isIPv6, isMac, isRequestUri } from './network';

export type FormatCheck = (text: string) => boolean;

const form = (pattern: RegExp): FormatCheck => (text) => pattern.test(text);

const uuid = (version: string): FormatCheck => form(new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}-?[0-9a-f]{12}$`, 'i'));
const colorPart = '\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*';
const shortName = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';

const within = (most: number, check: FormatCheck): FormatCheck => (text) => text.length <= most && check(text);

/** By name without dashes: `date-time` is `datetime`. */
const checks: Readonly<Record<string, FormatCheck>> = {
  bsonobjectid: form(/^[0-9a-fA-F]{24}$/),
  uri: isRequestUri,
  email: isEmail,
  hostname: isHostname,
  ipv4: isIPv4,
  ipv6: isIPv6,
  cidr: isCidr,
  mac: isMac,
  uuid: uuid('[0-9a-f]{4}-?[0-9a-f]{4}'),
  uuid3: uuid('3[0-9a-f]{3}-?[0-9a-f]{4}'),
  uuid4: uuid('4[0-9a-f]{3}-?[89ab][0-9a-f]{3}'),
  uuid5: uuid('5[0-9a-f]{3}-?[89ab][0-9a-f]{3}'),
  isbn: (text) => isIsbn10(text) || isIsbn13(text),
  isbn10: isIsbn10,
  isbn13: isIsbn13,
  creditcard: isCreditCard,
  ssn: isSsn,
  hexcolor: form(/^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/),
  rgbcolor: form(new RegExp(`^rgb\\(${colorPart},${colorPart},${colorPart}\\)$`)),
  byte: form(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/),
  password: () => true,
  date: isDate,
  duration: isDuration,
  datetime: isDateTime,
  k8sshortname: within(63, form(new RegExp(`^${shortName}$`))),
  k8slongname: within(253, form(new RegExp(`^${shortName}(\\.${shortName})*$`))),
};

const normalized = (name: string): string => name.replaceAll('-', '');

export const isKnownFormat = (name: string): boolean => Object.hasOwn(checks, normalized(name));

/** Undefined: nothing is checked. */
export const formatCheck = (name: string): FormatCheck | undefined => (isKnownFormat(name) ? checks[normalized(name)] : undefined);
