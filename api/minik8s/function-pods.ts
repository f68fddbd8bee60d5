/**
 * By what the pods of a Function are known: the controller makes them (`controllers/minik8s/functions/`), simulated kubelets run
 * what they name (`kubelet-sim/functions/`), and the activator finds them (`kubelet-sim/serverless/`). docs/dialects/minik8s-functions.md.
 */

/** A container of this image is no program of an image, but a Function in a sandbox. */
export const functionImage = 'minik8s.io/function';

/** Where a function pod is called, as in the document. */
export const functionPort = 18080;

/** On a function pod: the name of its Function, in the pod's namespace. */
export const functionAnnotation = 'minik8s.io/function';

/** On a function pod: of which content it is. Its code is in the ControllerRevision `<function>-<hash>`. */
export const contentHashAnnotation = 'minik8s.io/content-hash';

/**
 * The document's labels `_pod_func_name`, `_pod_func_namespace`, `_pod_func_uuid`: a label's name may not begin with an underscore
 * in Kubernetes, so they stand behind a prefix and without it.
 */
export const functionNameLabel = 'minik8s.io/pod_func_name';
export const functionNamespaceLabel = 'minik8s.io/pod_func_namespace';
export const functionUidLabel = 'minik8s.io/pod_func_uuid';

/** Tells pods of one content from those of another. */
export const contentHashLabel = 'minik8s.io/content-hash';

/** Why a container of a function pod waits or has ended, where its code cannot be run at all: the message says what is wrong with it. */
export const compileErrorReason = 'CompileError';

/** Leaves room for a dash, a hash, and what a ReplicaSet gives its pods, in the 253 characters of a name. */
const longestPrefix = 223;

/** Of the ControllerRevision and of the ReplicaSet. */
export const contentName = (functionName: string, hash: string): string => `${functionName.slice(0, longestPrefix)}-${hash}`;
