/** Nobody asks for a certificate that makes its bearer an administrator (plugin/pkg/admission/certificates/subjectrestriction in kube-apiserver). */
import { kinds, requestedOrganizations } from '../../api';
import type { Admission } from '../admission';
import { creates, forbidden } from './attempts';

const clientSigner = 'kubernetes.io/kube-apiserver-client';
const administrators = 'system:masters';

export const certificateSubjectRestriction: Admission = {
  name: 'CertificateSubjectRestriction',
  kinds: [kinds.certificatesigningrequests],
  validate(attempt) {
    if (!creates(attempt, kinds.certificatesigningrequests)) return;
    const { signerName, request } = attempt.object.spec;
    if (signerName !== clientSigner || !requestedOrganizations(request).includes(administrators)) return;
    throw forbidden(attempt, `use of ${clientSigner} signer with ${administrators} group is not allowed`);
  },
};
