import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiError, fieldError } from '../../../api';
import { Fault, faultCodes, faultOf } from './envelope';

it('docs/errors.md lists exactly the faults there are, with their codes', () => {
  const text = readFileSync(join(__dirname, '../../../docs/errors.md'), 'utf8');
  const rows = [...text.matchAll(/^\| (\d{3}) (\w+) \|/gm)].map(([, code, reason]) => [reason, Number(code)]);
  expect(rows).toEqual(Object.entries(faultCodes));
});

describe('what went wrong', () => {
  it('is said as it is', () => {
    const fault = new Fault('NotFound', 'none');
    expect(faultOf(fault)).toBe(fault);
  });

  it('is one code for whatever a cluster refuses, with its fields', () => {
    const refused = ApiError.invalid({ group: '', kind: 'Pod' }, 'p', [fieldError.required('spec')]);
    expect(faultOf(refused)).toMatchObject({ code: 500, message: refused.message, errors: [{ field: 'spec', message: 'Required value' }], isOurs: false });
    expect(faultOf(ApiError.notFound({ group: '', plural: 'pods' }, 'p'))).toMatchObject({ code: 500, errors: [] });
    expect(faultOf(ApiError.tooLarge(3))).toMatchObject({ code: 413 });
  });

  it('is not told where it is our own', () => expect(faultOf(new TypeError('x of undefined'))).toMatchObject({ code: 500, message: 'Internal Server Error', isOurs: true }));
});
