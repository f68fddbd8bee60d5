/** Secrets (kubernetes pkg/apis/core/validation ValidateSecret). */
import { define } from '../../define';
import { invalid, required, tooLong, type FieldError } from '../../field-error';
import type * as core from '../../schema/types/core.v1';
import { dataKey, immutable, when } from '../checks';
import { ageColumn, column, nameColumn } from '../columns';
import { base64Length, frozenFields, maxDataBytes, sum } from './frozen-data';

export const secrets = define<core.Secret>('', 'v1', 'Secret', {
  strategy: {
    generation: false,
    default(secret) {
      secret.type ??= 'Opaque';
      foldStringData(secret);
    },
    validate: validateSecret,
    validateUpdate: (secret, old) => [...immutable(secret.type, old.type, 'type'), ...frozenFields(secret, old, ['data'])],
  },
  fields: { type: ({ type }) => type ?? '' },
  columns: [
    nameColumn(),
    column('Type', 'What the secret is for; some types ask for certain entries.', ({ type }) => type ?? ''),
    column('Data', 'Number of entries.', ({ data }) => Object.keys(data ?? {}).length, 'integer'),
    ageColumn(),
  ],
});

/** stringData is for writing only: its entries win over those of data, and it is never returned. */
function foldStringData(secret: core.Secret): void {
  for (const [key, text] of Object.entries(secret.stringData ?? {})) {
    secret.data ??= {};
    secret.data[key] = Buffer.from(text).toString('base64');
  }
  delete secret.stringData;
}

function validateSecret(secret: core.Secret): FieldError[] {
  const { data = {}, type = '' } = secret;
  return [
    ...Object.keys(data).flatMap((key) => dataKey(key, `data[${key}]`)),
    ...when(sum(Object.values(data).map(base64Length)) > maxDataBytes, () => tooLong('data', maxDataBytes)),
    ...(typeRules[type]?.(data, secret.metadata.annotations ?? {}) ?? []),
  ];
}

type Data = Readonly<Record<string, string>>;

const needs = (data: Data, key: string): FieldError[] => when(!(key in data), () => required(`data[${key}]`));

const accountName = 'kubernetes.io/service-account.name';

const typeRules: Readonly<Record<string, (data: Data, annotations: Data) => FieldError[]>> = {
  'kubernetes.io/service-account-token': (_, annotations) => when(!annotations[accountName], () => required(`metadata.annotations[${accountName}]`)),
  'kubernetes.io/dockercfg': (data) => jsonEntry(data, '.dockercfg'),
  'kubernetes.io/dockerconfigjson': (data) => jsonEntry(data, '.dockerconfigjson'),
  'kubernetes.io/basic-auth': (data) => ('username' in data || 'password' in data ? [] : [...needs(data, 'username'), ...needs(data, 'password')]),
  'kubernetes.io/ssh-auth': (data) => when(!data['ssh-privatekey'], () => required('data[ssh-privatekey]')),
  'kubernetes.io/tls': (data) => [...needs(data, 'tls.crt'), ...needs(data, 'tls.key')],
};

function jsonEntry(data: Data, key: string): FieldError[] {
  const missing = needs(data, key);
  if (missing.length) return missing;
  const fault = jsonFault(Buffer.from(data[key] ?? '', 'base64').toString('utf8'));
  return fault ? [invalid(`data[${key}]`, '<secret contents redacted>', fault)] : [];
}

function jsonFault(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && !Array.isArray(value) ? undefined : `json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value} into Go value of type map[string]interface {}`;
  } catch (error) {
    return text ? (error as Error).message : 'unexpected end of JSON input';
  }
}
