/** CertificateSigningRequests (kubernetes pkg/registry/certificates/certificates, pkg/apis/certificates/validation). */
import { formatTime } from '../../clock';
import { define } from '../../define';
import type { StrategyContext, View } from '../../definition';
import { duplicate, invalid, required, type FieldError } from '../../field-error';
import type * as certificates from '../../schema/types/certificates.v1';
import { requestText } from '../../x509/pkcs10';
import { duplicates, given, when } from '../checks';
import { ageColumn, column, nameColumn, none } from '../columns';
import { humanDuration } from '../duration';
import { statusView } from '../status-view';
import { validateConditions, validateStatus } from './conditions';
import { validateSignerName } from './signer-name';

type Request = certificates.CertificateSigningRequest;

const shortest = 600;
export const legacySigner = 'kubernetes.io/legacy-unknown';

type Status = Request['status'];

/** A way to write the status; `own` takes what belongs to it from the client's. */
const view = (through: 'approval' | 'status', own: (status: Status, old: Status) => Status): View<Request> => ({
  type: 'view',
  prepareForUpdate(request, old, context) {
    const stored = statusView<Request>().prepareForUpdate(request, old, context);
    return { ...stored, status: own({ ...request.status, conditions: stamped(request, old, context) }, old.status) };
  },
  validateUpdate: (request, old) => validateStatus(request, old, through),
});

/** Conditions with their times: a new state begins now, an old one began when it did. */
function stamped({ status: { conditions } }: Request, { status: before }: Request, { now }: StrategyContext): Status['conditions'] {
  const time = formatTime(now);
  return conditions?.map((condition) => {
    const same = before.conditions?.find(({ type, status: state }) => type === condition.type && state === condition.status);
    return { ...condition, lastUpdateTime: condition.lastUpdateTime ?? time, lastTransitionTime: condition.lastTransitionTime ?? same?.lastTransitionTime ?? time };
  });
}

export const certificatesigningrequests = define<Request>('certificates.k8s.io', 'v1', 'CertificateSigningRequest', {
  strategy: {
    nameRule: () => undefined,
    generation: false,
    prepareForCreate({ spec }, { user }) {
      spec.username = user?.name;
      spec.groups = user && [...user.groups];
      delete spec.uid;
      delete spec.extra;
    },
    prepareForUpdate(request, old) {
      request.spec = old.spec;
    },
    validate: validateRequest,
    validateUpdate: (request, old) => validateStatus(request, old),
  },
  subresources: {
    status: view('status', (status) => status),
    // Who decides owns the conditions, and nothing else.
    approval: view('approval', ({ conditions }, old) => ({ ...old, conditions })),
  },
  fields: { 'spec.signerName': ({ spec }) => spec.signerName },
  columns: [
    nameColumn(),
    ageColumn(),
    column('SignerName', 'Who is asked to sign.', ({ spec }) => spec.signerName),
    column('Requestor', 'Who asks for the certificate.', ({ spec }) => spec.username ?? ''),
    column('RequestedDuration', 'How long the certificate should last.', ({ spec }) => (spec.expirationSeconds === undefined ? none : humanDuration(spec.expirationSeconds * 1000))),
    column('Condition', 'What was decided, and whether a certificate was issued.', formatState),
  ],
});

function formatState({ status: { conditions = [], certificate } }: Request): string {
  const has = (type: string): boolean => conditions.some((condition) => condition.type === type);
  const decision = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending';
  return `${decision}${has('Failed') ? ',Failed' : ''}${certificate ? ',Issued' : ''}`;
}

/** What every version asks for; `more`: what one of them asks for beside. */
export const validateForAnySigner = ({ spec, status: { conditions } }: Request, more: readonly FieldError[] = []): FieldError[] => [
  ...given(requestText(spec.request), (text) => [invalid('spec.request', spec.request, text)]),
  ...more,
  ...validateSignerName(spec.signerName, 'spec.signerName'),
  ...given(spec.expirationSeconds, (seconds) =>
    when(seconds < shortest, () => invalid('spec.expirationSeconds', seconds, 'may not specify a duration less than 600 seconds (10 minutes)'))),
  ...validateConditions(conditions),
];

const validateForSigner = ({ spec }: Request): FieldError[] => [
  ...when(!spec.usages?.length, () => required('spec.usages')),
  ...duplicates(spec.usages, (usage) => usage, (i, usage) => duplicate(`spec.usages[${i}]`, usage)),
  ...when(spec.signerName === legacySigner, () => invalid('spec.signerName', spec.signerName, 'the legacy signerName is not allowed via this API version')),
];

/** What was stored through v1beta1 may stay as it is. */
function validateRequest(request: Request, old?: Request): FieldError[] {
  return validateForAnySigner(request, old && validateForSigner(old).length ? [] : validateForSigner(request));
}
