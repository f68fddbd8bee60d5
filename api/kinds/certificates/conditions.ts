/** What may become of a request: decided once by the one, signed once by the other (kubernetes pkg/apis/certificates/validation). */
import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../../field-error';
import type * as certificates from '../../schema/types/certificates.v1';
import { certificateText } from '../../x509/pkcs10';
import { each, given, when } from '../checks';
import { same } from '../equality';

type Request = certificates.CertificateSigningRequest;
type Conditions = readonly certificates.CertificateSigningRequestCondition[] | undefined;

const field = 'status.conditions';
const states = ['False', 'True', 'Unknown'];
const decisions = ['Approved', 'Denied'];
const final = [...decisions, 'Failed'];

export function validateConditions(conditions: Conditions): FieldError[] {
  const seen = new Set<string>();
  return each(conditions, field, ({ type, status }, at) => {
    const allowed = final.includes(type) ? ['True'] : states;
    const contradicts = decisions.includes(type) && decisions.some((other) => other !== type && seen.has(other));
    const again = seen.has(type);
    seen.add(type);
    return [
      ...when(!type, () => required(`${at}.type`)),
      ...(status ? when(!allowed.includes(status), () => notSupported(`${at}.status`, status, allowed)) : [required(`${at}.status`)]),
      ...when(contradicts, () => invalid(field, type, 'Approved and Denied conditions are mutually exclusive')),
      ...when(again, () => duplicate(`${at}.type`, type)),
    ];
  });
}

/** `through`: the view by which the change comes; absent: the object itself. */
export const validateStatus = (request: Request, old: Request, through?: 'approval' | 'status'): FieldError[] => [
  ...(through ? validateConditions(request.status.conditions) : []),
  ...final.flatMap((type) => when(count(request, type) < count(old, type), () => forbidden(field, `updates may not remove a condition of type ${JSON.stringify(type)}`))),
  ...(through === 'approval' ? [] : decisions.flatMap((type) => validateDecision(request, old, type))),
  ...validateCertificate(request.status.certificate, old.status.certificate, through === 'status'),
];

const ofType = ({ status }: Request, type: string) => (status.conditions ?? []).filter((condition) => condition.type === type);
const count = (request: Request, type: string): number => ofType(request, type).length;

function validateDecision(request: Request, old: Request, type: string): FieldError[] {
  const before = ofType(old, type);
  const now = ofType(request, type);
  if (now.length > before.length) return [forbidden(field, `updates may not add a condition of type ${JSON.stringify(type)}`)];
  return when(now.length === before.length && !same(now, before), () => forbidden(field, `updates may not modify a condition of type ${JSON.stringify(type)}`));
}

function validateCertificate(certificate: string | undefined, old: string | undefined, maySet: boolean): FieldError[] {
  if ((certificate ?? '') === (old ?? '')) return [];
  const change = !maySet ? 'updates may not set certificate content' : old ? 'updates may not modify existing certificate content' : undefined;
  return [
    ...when(change, () => forbidden('status.certificate', change ?? '')),
    ...given(certificate && certificateText(certificate), (text) => [invalid('status.certificate', '<certificate data>', text)]),
  ];
}
