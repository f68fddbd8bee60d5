/** What has become of a request for a certificate (kubernetes pkg/controller/certificates/certificate_controller_utils.go). */
import type { certificates } from '../../api';

export type Request = certificates.CertificateSigningRequest;

export const hasCondition = ({ status }: Request, type: string): boolean => status.conditions?.some((condition) => condition.type === type) ?? false;

export const isDecided = (request: Request): boolean => hasCondition(request, 'Approved') || hasCondition(request, 'Denied');

/** Somebody may sign it now. */
export const isToBeSigned = (request: Request): boolean =>
  hasCondition(request, 'Approved') && !hasCondition(request, 'Denied') && !hasCondition(request, 'Failed') && !request.status.certificate;
