/** VolumeAttachments (kubernetes pkg/apis/storage/validation ValidateVolumeAttachmentV1). */
import { define } from '../../define';
import { forbidden, invalid, required, tooLong, type FieldError } from '../../field-error';
import type * as storage from '../../schema/types/storage.v1';
import { driverName, given, needed, subdomain, when } from '../checks';
import { ageColumn, column, nameColumn } from '../columns';
import { immutableInside } from '../internal-form';
import { statusView } from '../status-view';
import { rangeText } from '../texts';

export const volumeattachments = define<storage.VolumeAttachment>('storage.k8s.io', 'v1', 'VolumeAttachment', {
  strategy: {
    generation: false,
    // The rules for names came with v1: what is stored may break them.
    validate: ({ spec }, old) => [
      ...(old ? needed(spec.attacher, 'spec.attacher') : driverName(spec.attacher, 'spec.attacher')),
      ...validateSource(spec.source, 'spec.source'),
      ...subdomain(spec.nodeName, 'spec.nodeName'),
      ...(old ? [] : given(spec.source.persistentVolumeName, (name) => subdomain(name, 'spec.source.persistentVolumeName'))),
    ],
    validateUpdate: ({ spec }, { spec: old }) => immutableInside('storage.v1.VolumeAttachmentSpec', spec, old, 'spec'),
  },
  subresources: { status: statusView({ validateUpdate: validateStatus }) },
  columns: [
    nameColumn(),
    { ...column<storage.VolumeAttachment>('Attacher', 'The driver that attaches the volume.', ({ spec }) => spec.attacher), format: 'name' },
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
const longestMessage = 1024;
const largestCode = 2 ** 31 - 1;

function validateStatus({ status }: storage.VolumeAttachment): FieldError[] {
  const field = 'status.attachmentMetadata';
  const bytes = Object.entries(status.attachmentMetadata ?? {}).reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
  return [
    ...when(bytes > mostBytes, () => tooLong(field, mostBytes)),
    ...(['attachError', 'detachError'] as const).flatMap((name) => given(status[name], (error) => validateError(error, `status.${name}`))),
  ];
}

/** The limit that is told is upstream's. */
const validateError = ({ message = '', errorCode }: storage.VolumeError, field: string): FieldError[] => [
  ...when(Buffer.byteLength(message) > longestMessage, () => tooLong(`${field}.message`, mostBytes)),
  ...when((errorCode ?? 0) < 0, () => invalid(`${field}.errorCode`, errorCode, rangeText(0, largestCode))),
];
