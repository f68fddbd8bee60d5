/** By what the BCS scheduler's pods and other objects of Kubernetes are known: labels and annotations with a prefix of their own, which its API does not show. */

export const prefix = 'bkbcs.tencent.com/';

/** Of pods; values are labels' values: what is no such value is made one (`labelName`). */
export const applicationLabel = `${prefix}bcs-app`;
export const indexLabel = `${prefix}bcs-index`;
export const versionLabel = `${prefix}bcs-version`;

/** Of pods: the exact id, `<index>.<application>.<namespace>.<cluster>.<nanos>`. */
export const taskgroupAnnotation = `${prefix}taskgroup-id`;

/** Of namespaces and of what lies in them: what BCS calls the namespace. */
export const namespaceAnnotation = `${prefix}namespace`;

/** What BCS calls the object, where Kubernetes cannot. */
export const nameAnnotation = `${prefix}name`;

/** The object as it was sent, JSON, without what Kubernetes' own fields hold. */
export const originalAnnotation = `${prefix}original`;

/** Of pods: the tree of constraints, JSON; what is evaluated by the scheduler's plugin. */
export const constraintAnnotation = `${prefix}constraint`;

/** Of pods: JSON of a RequestedIp. */
export const requestedIpAnnotation = `${prefix}requestip`;

/** Of pods: `[{name, containerPort, hostPort, protocol}]` of each container, as it is asked for: 0 is any of the agent's. */
export const wantedPortsAnnotation = `${prefix}wanted-ports`;

/** Of pods, written when they are bound: the same with the ports that they got. */
export const portsAnnotation = `${prefix}ports`;

/** Of pods, written when they are bound: the attributes of the agent that the constraint names, `{name: Attribute}`. */
export const attributesAnnotation = `${prefix}attributes`;

/** Of pods that take another's place: the name of the pod. They wait behind a scheduling gate until it has gone. */
export const predecessorAnnotation = `${prefix}predecessor`;

/** Of pods behind the gate: milliseconds since 1970 before which they are not placed. */
export const notBeforeAnnotation = `${prefix}not-before`;

/** The scheduling gate. */
export const successorGate = `${prefix}successor`;

/** Of pods: JSON `{node, until}`: until then (milliseconds since 1970) only that node will do. Taken away when the time is over. */
export const retainAnnotation = `${prefix}host-retain`;

/** Of pods: JSON of a RestartHistory: how often their taskgroup was begun anew. */
export const restartsAnnotation = `${prefix}restarts`;

/** Of pods: the id of the order by which they replaced another. */
export const updateAnnotation = `${prefix}update`;

/** Of pods: JSON `{id, retainSeconds}`: somebody asked for a successor. */
export const rescheduleAnnotation = `${prefix}reschedule`;

/** Of pods: the last message that was sent to their taskgroup, and what became of it: JSON, the document's BcsEventMsg. */
export const messageAnnotation = `${prefix}message`;

/** Of pods: what has been found of the health of their containers: JSON by container (`health-reports.ts`). */
export const healthAnnotation = `${prefix}health`;

/** Of nodes: since when (RFC 3339) taskgroups on it are lost. While it stands nothing is placed there. */
export const lostAnnotation = `${prefix}lost-since`;

/** Of nodes: JSON of what of them is there because their agent's setting says so. Nothing else is taken away with it. */
export const projectedAnnotation = `${prefix}projected`;

/** Who places taskgroups: `spec.schedulerName`. */
export const schedulerName = 'bcs-scheduler';

/** The RuntimeClass whose overhead is what the executor needs. */
export const executorClass = 'bcs-executor';

/** Of applications and deployments: they go when their taskgroups have ended. */
export const finalizer = `${prefix}taskgroups`;
