import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiError, reasonCodes } from './errors';
import { invalid, notSupported, required } from './field-error';

const pods = { group: '', plural: 'pods' };
const deployments = { group: 'apps', plural: 'deployments' };

describe('ApiError', () => {
  it('speaks of resources of the core group and of others', () => {
    expect(ApiError.notFound(pods, 'web').message).toBe('pods "web" not found');
    expect(ApiError.notFound(deployments, 'web').message).toBe('deployments.apps "web" not found');
    expect(ApiError.alreadyExists(deployments, 'web').toStatus()).toEqual({
      kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: 'deployments.apps "web" already exists',
      reason: 'AlreadyExists', details: { name: 'web', group: 'apps', kind: 'deployments' }, code: 409,
    });
  });

  it('lists every fault with its field', () => {
    const faults = [required('spec.containers'), invalid('spec.priority', -1, 'must be positive'), notSupported('spec.dnsPolicy', 'X', ['ClusterFirst', 'Default'])];
    const error = ApiError.invalid({ group: '', kind: 'Pod' }, 'web', faults);
    expect(error.message).toBe('Pod "web" is invalid: [spec.containers: Required value, spec.priority: Invalid value: -1: must be positive, spec.dnsPolicy: Unsupported value: "X": supported values: "ClusterFirst", "Default"]');
    expect(error.toStatus().details?.causes).toEqual([
      { reason: 'FieldValueRequired', message: 'Required value', field: 'spec.containers' },
      { reason: 'FieldValueInvalid', message: 'Invalid value: -1: must be positive', field: 'spec.priority' },
      { reason: 'FieldValueNotSupported', message: 'Unsupported value: "X": supported values: "ClusterFirst", "Default"', field: 'spec.dnsPolicy' },
    ]);
  });

  it('comes back from its own Status', () => {
    const error = ApiError.conflict(pods, 'web');
    const back = ApiError.fromStatus(error.toStatus());
    expect(back.toStatus()).toEqual(error.toStatus());
    expect(ApiError.is(back, 'Conflict')).toBe(true);
  });
});

it('docs/errors.md lists exactly the reasons there are, with their codes', () => {
  const text = readFileSync(join(__dirname, '../docs/errors.md'), 'utf8');
  const rows = [...text.matchAll(/^\| (\w+) \| (\d{3}) \|/gm)].map(([, reason, code]) => [reason, Number(code)]);
  expect(rows).toEqual(Object.entries(reasonCodes));
});
