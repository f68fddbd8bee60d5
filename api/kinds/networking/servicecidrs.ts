/** ServiceCIDRs: the ranges of service addresses (KEP-1880). */
import { define } from '../../define';
import { invalid, required, type FieldError } from '../../field-error';
import type * as networking from '../../schema/types/networking.v1';
import { each, when } from '../checks';
import { parseCidr } from '../cidr';
import { ageColumn, column, nameColumn } from '../columns';
import { canonicalCidr } from './canonical';

const field = 'spec.cidrs';

export const servicecidrs = define<networking.ServiceCIDR>('networking.k8s.io', 'v1', 'ServiceCIDR', {
  strategy: { generation: false, validate: ({ spec }) => validateRanges(spec), validateUpdate },
  columns: [nameColumn(), column('CIDRs', 'The ranges, one of each family.', ({ spec }) => (spec.cidrs ?? []).join(',')), ageColumn()],
});

function validateRanges(spec: networking.ServiceCIDRSpec): FieldError[] {
  const { cidrs = [] } = spec;
  if (!cidrs.length) return [required(field, 'at least one CIDR required')];
  // Upstream shows the spec, as its server names the fields.
  if (cidrs.length > 2) return [invalid(field, { CIDRs: cidrs }, 'may only hold up to 2 values')];
  const families = new Set(cidrs.map((cidr) => parseCidr(cidr)?.version));
  const apart = cidrs.length === 1 || (families.size === 2 && !families.has(undefined));
  if (!apart) return [invalid(field, { CIDRs: cidrs }, 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64')];
  return each(cidrs, field, canonicalCidr);
}

const immutable = 'field is immutable';

/** A range may get the other family beside it, and nothing else may change. */
function validateUpdate({ spec: { cidrs = [] } }: networking.ServiceCIDR, { spec: { cidrs: old = [] } }: networking.ServiceCIDR): FieldError[] {
  const grown = old.length === 1 && cidrs.length === 2;
  if (!grown && old.length !== cidrs.length) return [invalid(field, cidrs, immutable)];
  return old.flatMap((cidr, i) => when(cidr !== cidrs[i], () => invalid(`${field}[${i}]`, cidrs[i], immutable)));
}
