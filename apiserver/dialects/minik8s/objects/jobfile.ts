/** JobFile: the files of a job, base64. */
import { kinds, type minik8s } from '../../../../api';
import { bytes, struct, type Of } from '../shape';
import { storedMeta, writtenMeta } from '../mapping/metadata';
import { minik8sObject, set } from '../mapping/same-object';
import { judgeUpload } from '../uploads';
import { header } from './common';
import { entity } from './entity';

const files = { userUploadFile: bytes, outputFile: bytes, errorFile: bytes } as const;
const shape = struct({ ...header, ...files });
export type JobFile = Of<typeof shape>;

const filesOf = ({ userUploadFile, outputFile, errorFile }: JobFile): Pick<minik8s.JobFile, 'userUploadFile' | 'outputFile' | 'errorFile'> => {
  judgeUpload(userUploadFile, 'userUploadFile');
  return set({ userUploadFile, outputFile, errorFile });
};

export const jobFile = entity<minik8s.JobFile, JobFile>({
  kind: 'JobFile', definition: kinds.jobfiles, shape,
  texts: {
    unparsable: 'bind job file err', nameEmpty: 'job name is empty', exists: 'job file already exists', missing: 'job file not found',
    created: 'add job file success', updated: 'update job file success', reported: '',
  },
  toStored: (written) => ({ ...minik8sObject('JobFile'), metadata: storedMeta(written.metadata ?? {}), ...filesOf(written) }),
  fromStored: ({ metadata, userUploadFile, outputFile, errorFile }) => ({ apiVersion: 'v1', kind: 'JobFile', metadata: writtenMeta(metadata), userUploadFile, outputFile, errorFile }),
  listed: ({ apiVersion, kind, metadata }) => ({ apiVersion, kind, metadata }),
  // Files are written one by one, and none is taken away.
  replace: (current, sent) => ({ ...current, ...filesOf(sent) }),
});
