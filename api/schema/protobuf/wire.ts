/** Wire types of protobuf: how many bytes a value takes. */
export const wire = { varint: 0, fixed64: 1, delimited: 2, fixed32: 5 } as const;
