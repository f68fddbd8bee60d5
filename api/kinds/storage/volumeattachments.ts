/** VolumeAttachments (kubernetes pkg/apis/storage/validation ValidateVolumeAttachmentV1). */
import { define } from '../../define';
import { forbidden, invalid, required, tooLong, type FieldError } from '../../field-error';
import type * as storage from '../../schema/types/storage.v1';
import { driverName, given, immutable, subdomain, when } from '../checks';
import { ageColumn, column, nameColumn } from '../columns';
import { statusView } from '../status-view';

export const volumeattachments = define<storage.VolumeAttachment>('storage.k8s.io', 'v1', 'VolumeAttachment', {
  strategy: {
    generation: false,
    validate: ({ spec }) => [
      ...driverName(spec.attacher, 'spec.attacher'),
      ...validateSource(spec.source, 'spec.source'),
      ...subdomain(spec.nodeName, 'spec.nodeName'),
    ],
    validateUpdate: ({ spec }, { spec: old }) => immutable(spec, old, 'spec'),
  },
  subresources: { status: statusView({ validateUpdate: validateStatus }) },
  columns: [
    nameColumn(),
    column('Attacher', 'The driver that attaches the volume.', ({ spec }) => spec.attacher),
    column('PV', 'The persistent volume that is attached.', ({ spec }) => spec.source.persistentVolumeName ?? ''),
    column('Node', 'The node to which it is attached.', ({ spec }) => spec.nodeName),
    column('Attached', 'Whether the volume is attached by now.', ({ status }) => status.attached, 'boolean'),
    ageColumn(),
  ],
});

function validateSource({ persistentVolumeName: name, inlineVolumeSpec }: storage.VolumeAttachmentSource, field: string): FieldError[] {
  if (name === undefined && !inlineVolumeSpec) return [required(field, 'must specify exactly one of inlineVolumeSpec and persistentVolumeName')];
  if (name !== undefined && inlineVolumeSpec) return [forbidden(field, 'must specify exactly one of inlineVolumeSpec and persistentVolumeName')];
  return when(name === '', () => required(`${field}.persistentVolumeName`, 'must specify non empty persistentVolumeName'));
}

const mostBytes = 256 * 1024;

function validateStatus({ status }: storage.VolumeAttachment): FieldError[] {
  const field = 'status.attachmentMetadata';
  return given(status.attachmentMetadata, (metadata) => [
    ...when('' in metadata, () => invalid(`${field}[]`, '', 'field can not be empty.')),
    ...when(Buffer.byteLength(JSON.stringify(metadata)) > mostBytes, () => tooLong(field, mostBytes)),
  ]);
}
