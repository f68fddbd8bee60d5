import { textAt, type Fields } from '../member';
import { zippedFolder } from '../zip';
import { field, identity } from './columns';
import { labelTexts, type Kind } from './kind';

export const func: Kind = {
  kind: 'Function', names: ['functions', 'fn', 'func'], root: '/apis/v1', plural: 'functions',
  namespaced: true, hasGlobalList: true, hasUpdate: true,
  columns: [...identity('function'), field('FilePath', 'spec', 'userUploadFilePath')],
  texts: [...labelTexts, 'spec.env.*.value'],
  complete: (object, folder) => (isUploaded(object) ? { ...object, spec: { ...(object.spec as Fields), userUploadFile: zippedFolder(folder, textAt(object, 'spec', 'userUploadFilePath')) } } : object),
};

/** What its file brings along, the code or the zip, is not made of a folder. */
const isUploaded = (object: Fields): boolean =>
  textAt(object, 'spec', 'userUploadFilePath') !== '' && !textAt(object, 'spec', 'userUploadFile') && !textAt(object, 'spec', 'source');
