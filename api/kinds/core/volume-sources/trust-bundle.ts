/** Trust anchors as a file: one bundle by its name, or all of a signer (KEP-3257). */
import { invalid, required, type FieldError } from '../../../field-error';
import { subdomainFault } from '../../../names';
import type * as core from '../../../schema/types/core.v1';
import { given, labelSelector, when } from '../../checks';
import { validateSignerName } from '../../certificates/signer-name';
import { internalForm } from '../../internal-form';
import { filePath } from '../pod-template/paths';

export const validateTrustBundle = (bundle: core.ClusterTrustBundleProjection, field: string): FieldError[] => [
  ...validateChoice(bundle, field),
  ...(bundle.path ? filePath(bundle.path, `${field}.path`) : [required(`${field}.path`)]),
];

function validateChoice(bundle: core.ClusterTrustBundleProjection, field: string): FieldError[] {
  const { name, signerName, labelSelector: selector } = bundle;
  if (name !== undefined && signerName !== undefined) return [invalid(field, internalForm('core.v1.ClusterTrustBundleProjection', bundle), 'only one of name and signerName may be used')];
  if (name !== undefined) {
    return [
      ...when(!name, () => required(`${field}.name`, 'must be a valid object name')),
      ...given(subdomainFault(name.slice(name.lastIndexOf(':') + 1)), (text) => [invalid(`${field}.name`, name, `not a valid clustertrustbundlename: ${text}`)]),
      ...when(selector, () => invalid(`${field}.labelSelector`, selector, 'labelSelector must be unset if name is specified')),
    ];
  }
  if (signerName === undefined) return [required(field, 'either name or signerName must be specified')];
  return [
    ...when(!signerName, () => required(`${field}.signerName`, 'must be a valid signer name')),
    ...validateSignerName(signerName, `${field}.signerName`),
    ...given(selector, (s) => labelSelector(s, `${field}.labelSelector`)),
  ];
}
