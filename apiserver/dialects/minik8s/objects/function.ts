/** Function: code that answers calls. Beside what the document has, all that a Function of minik8s.io/v1 can say may be said. */
import { kinds, omit, type minik8s } from '../../../../api';
import { storedMeta, withSentMeta, writtenMeta } from '../mapping/metadata';
import { minik8sObject, set } from '../mapping/same-object';
import { bytes, flag, integer, list, optional, struct, text, type Of } from '../shape';
import { judgeUpload } from '../uploads';
import { header } from './common';
import { entity } from './entity';

const spec = struct({
  userUploadFilePath: text, userUploadFile: bytes,
  source: optional(text), runtime: optional(text), handler: optional(text), minReplicas: optional(integer), maxReplicas: optional(integer), concurrency: optional(integer),
  idleSeconds: optional(integer), timeoutSeconds: optional(integer), memoryMiB: optional(integer), env: optional(list(struct({ name: text, value: text }))), network: optional(flag),
});
type Spec = Of<typeof spec>;

const shape = struct({ ...header, spec });
export type Function = Of<typeof shape>;

/** Zeros that are said count: none is none. */
function storedSpec({ userUploadFilePath, userUploadFile, source, ...rest }: Spec): Partial<minik8s.FunctionSpec> {
  judgeUpload(userUploadFile, 'spec.userUploadFile');
  return { ...set({ archivePath: userUploadFilePath, archive: userUploadFile, source }), ...rest } as Partial<minik8s.FunctionSpec>;
}

/** The code that is sent takes the place of the code there is, whichever way either is told. */
const replaced = (current: minik8s.FunctionSpec, sent: Partial<minik8s.FunctionSpec>): minik8s.FunctionSpec =>
  ({ ...(sent.source !== undefined || sent.archive !== undefined ? omit(current, 'source', 'archive') : current), ...sent });

export const fn = entity<minik8s.Function, Function>({
  kind: 'Function', definition: kinds.functions, shape,
  texts: {
    unparsable: 'AddFunction', nameEmpty: 'AddFunction: name is empty', exists: 'AddFunction: already exists', missing: 'GetFunction: not found',
    created: 'AddFunction: success', updated: 'UpdateFunction: success', reported: '',
  },
  toStored: ({ metadata = {}, spec: written = {} }) => ({ ...minik8sObject('Function'), metadata: storedMeta(metadata), spec: storedSpec(written) as minik8s.FunctionSpec }),
  fromStored({ metadata, spec: { archive, archivePath, ...rest } }) {
    return { apiVersion: 'v1', kind: 'Function', metadata: writtenMeta(metadata), spec: { userUploadFilePath: archivePath, userUploadFile: archive, ...rest } };
  },
  replace: (current, { metadata, spec: sent = {} }) => ({ ...withSentMeta(current, metadata), spec: replaced(current.spec, storedSpec(sent)) }),
});
