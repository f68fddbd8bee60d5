/** Descriptions of containers: what they run, what they get, how they are watched. */
import type { Descriptions, FieldDescriptions } from '../shape';

const container = (): FieldDescriptions => ({
  name: 'Name of the container, unique within the pod. It cannot change.',
  image: 'Image to run, as registry/name:tag or with a digest.',
  command: 'Program and arguments instead of the ENTRYPOINT of the image. $(NAME) is replaced by the variable NAME; $$(NAME) stays as $(NAME).',
  args: 'Arguments instead of the CMD of the image. Variables are replaced as in `command`.',
  workingDir: 'Directory in which the program starts; that of the image when left out.',
  ports: 'Ports that the program listens on. For information and for use by name: a port that is not listed can be reached all the same.',
  envFrom: 'Config maps and secrets whose every key becomes a variable. `env` wins over them, later ones over earlier ones.',
  env: 'Environment variables.',
  resources: 'CPU, memory and other resources: what is set aside, and what may be used at most.',
  resizePolicy: 'Whether a change of CPU or memory needs a restart, for each resource.',
  restartPolicy: 'When the container alone is restarted, over what the pod says. Always on an init container makes it a sidecar: it goes on running beside the others.',
  restartPolicyRules: 'Exit codes for which the container is restarted in any case; the first rule that fits counts.',
  volumeMounts: 'Volumes of the pod that the container sees as directories or files.',
  volumeDevices: 'Volumes that the container sees as raw block devices.',
  livenessProbe: 'Asked again and again; when it fails too often the container is restarted.',
  readinessProbe: 'Asked again and again; while it fails services send no traffic here.',
  startupProbe: 'Until it has succeeded once the other probes do not run; when it fails too often the container is restarted.',
  lifecycle: 'What is run after the start and before the end of the container.',
  terminationMessagePath: 'File whose content becomes the message of the ended container; /dev/termination-log by default. At most 4096 bytes are read.',
  terminationMessagePolicy: 'File: the message comes from the file alone. FallbackToLogsOnError: from the end of the log when the file is empty and the container failed.',
  imagePullPolicy: 'When the image is fetched. By default Always for the tag `latest` or none, else IfNotPresent.',
  securityContext: 'Privileges and user of the container; wins over that of the pod.',
  stdin: 'Keeps standard input open, so that somebody can attach to it.',
  stdinOnce: 'Standard input ends with the first client that attached to it.',
  tty: 'Gives the container a terminal; needs `stdin`.',
});

const handlers = (): FieldDescriptions => ({
  exec: 'A command in the container; exit code 0 is success.',
  httpGet: 'An HTTP request; a status from 200 to 399 is success.',
  tcpSocket: 'A TCP connection; being accepted is success.',
});

const probeHandlers = (): FieldDescriptions => ({ ...handlers(), grpc: 'The health service of gRPC; the answer SERVING is success.' });

const source = (what: string): FieldDescriptions => ({ name: `Name of the ${what}.`, optional: `True: the container starts although there is no such ${what}.` });

const keyOf = (what: string): FieldDescriptions => ({ ...source(what), key: 'The key whose value is taken.', optional: `True: the container starts although the ${what} or the key is missing.` });

export const containers: Descriptions = () => ({
  Container: ['A program that runs in a pod, from an image.', container()],
  EphemeralContainerCommon: ['What an ephemeral container has in common with others.', container()],
  EphemeralContainer: ['A container added to a running pod to look into it. It is never restarted and is given no resources.', {
    ...container(),
    targetContainerName: 'Container whose processes it can see. Empty: its own only.',
  }],
  ContainerPort: ['A port that a container listens on.', {
    name: 'Name by which services and probes can mean this port; at most 15 characters.',
    containerPort: 'Number of the port, 1 to 65535.',
    hostPort: 'Port of the node that leads here. Few programs need one: only one pod of a node can have it.',
    hostIP: 'Address of the node at which hostPort is opened; all when left out.',
    protocol: 'TCP (default), UDP or SCTP.',
  }],
  EnvVar: ['An environment variable.', {
    name: 'Name of the variable.',
    value: 'Its value. $(NAME) is replaced by a variable that was set before; $$(NAME) stays as $(NAME).',
    valueFrom: 'Where the value comes from, when it is not written here.',
  }],
  EnvVarSource: ['Where the value of a variable comes from; exactly one of these.', {
    fieldRef: 'A field of the pod, such as metadata.name or status.podIP.',
    resourceFieldRef: 'A resource limit or request of a container, such as limits.cpu.',
    configMapKeyRef: 'A key of a config map in the namespace of the pod.',
    secretKeyRef: 'A key of a secret in the namespace of the pod.',
    fileKeyRef: 'A variable of a file in a volume, which an init container has written.',
  }],
  EnvFromSource: ['A set of variables: each key is a name.', {
    prefix: 'What is put in front of every name.', configMapRef: 'The config map.', secretRef: 'The secret.',
  }],
  ConfigMapEnvSource: ['A config map whose keys become variables.', source('config map')],
  SecretEnvSource: ['A secret whose keys become variables.', source('secret')],
  ConfigMapKeySelector: ['One key of a config map.', keyOf('config map')],
  SecretKeySelector: ['One key of a secret.', keyOf('secret')],
  FileKeySelector: ['One variable of an environment file in a volume.', {
    volumeName: 'Volume of the file.', path: 'Path of the file in the volume, without `..`.', key: 'Name of the variable in the file.',
    optional: 'True: the variable is left out when the file or the key is missing.',
  }],
  ObjectFieldSelector: ['One field of the object itself.', { fieldPath: 'Path of the field, such as metadata.labels[\'app\'].', apiVersion: 'Version in which the path is read; v1 by default.' }],
  ResourceFieldSelector: ['One resource of a container.', {
    containerName: 'The container; needed in volumes, the container itself for variables.',
    resource: 'Which one, such as limits.memory or requests.cpu.', divisor: 'Unit in which it is told; 1 by default.',
  }],
  ResourceRequirements: ['What a container needs and may use.', {
    requests: 'What is set aside: a node must have so much left. The limits when left out.',
    limits: 'The most it may use: CPU above it is withheld, memory above it ends the container.',
    claims: 'Devices that the container uses, out of the resourceClaims of the pod.',
  }],
  ResourceClaim: ['One of the resourceClaims of the pod.', { name: 'Name of the entry in the pod.', request: 'Only this request of the claim; all of them when left out.' }],
  ContainerResizePolicy: ['What a change of a resource does to a running container.', {
    resourceName: 'cpu or memory.', restartPolicy: 'NotRequired: the change is made in place. RestartContainer: the container starts anew.',
  }],
  ContainerRestartRule: ['What is done when a container has ended in a certain way.', { action: 'Restart restarts the container, RestartAllContainers the whole pod in place.', exitCodes: 'Exit codes to which the rule applies.' }],
  ContainerRestartRuleOnExitCodes: ['Chooses exit codes.', { operator: 'In: one of the values. NotIn: none of them.', values: 'Exit codes, at most 255 of them.' }],
  Probe: ['A question that is put to a container again and again. Exactly one of exec, httpGet, tcpSocket and grpc says which.', {
    ...probeHandlers(),
    initialDelaySeconds: 'Seconds from the start of the container to the first question.',
    timeoutSeconds: 'Seconds within which there must be an answer; 1 by default.',
    periodSeconds: 'Seconds from one question to the next; 10 by default.',
    successThreshold: 'Successes in a row after a failure that count as success; 1 by default, and always 1 for liveness and startup.',
    failureThreshold: 'Failures in a row that count as failure; 3 by default.',
    terminationGracePeriodSeconds: 'Seconds that the container gets to end when the probe has failed, instead of those of the pod.',
  }],
  ProbeHandler: ['How a probe asks.', probeHandlers()],
  ExecAction: ['A command that is run in the container.', { command: 'Program and arguments. No shell: name one for pipes and variables.' }],
  HTTPGetAction: ['An HTTP GET request.', {
    path: 'Path of the request; / by default.', port: 'Port of the container, by number or name.', host: 'Host to connect to; the address of the pod when left out.',
    scheme: 'HTTP (default) or HTTPS; certificates are not checked.', httpHeaders: 'Headers of the request.',
  }],
  HTTPHeader: ['A header of a request.', { name: 'Name of the header.', value: 'Its value.' }],
  TCPSocketAction: ['A TCP connection.', { port: 'Port of the container, by number or name.', host: 'Host to connect to; the address of the pod when left out.' }],
  GRPCAction: ['A call of grpc.health.v1.Health/Check.', { port: 'Port of the service.', service: 'Name of the service in the call; empty for the server as a whole.' }],
  SleepAction: ['Waits.', { seconds: 'For how many seconds.' }],
  Lifecycle: ['What happens around the life of a container.', {
    postStart: 'Run right after the start, beside the program. When it fails the container is ended.',
    preStop: 'Run before the container is asked to end; its time counts as part of the grace period.',
    stopSignal: 'Signal that asks the container to end, instead of that of the image; needs spec.os.name.',
  }],
  LifecycleHandler: ['What is done at a moment of a container\'s life; one of these.', {
    ...handlers(), tcpSocket: 'Deprecated: not carried out.', sleep: 'Waits for some seconds.',
  }],
  VolumeMount: ['A volume of the pod at a place in the container.', {
    name: 'Name of the volume in the pod.',
    mountPath: 'Path in the container at which it appears.',
    subPath: 'Path in the volume that appears instead of its root. Updates of config maps and secrets do not reach such a mount.',
    subPathExpr: 'subPath with $(NAME) replaced by variables of the container; either one or the other.',
    readOnly: 'True: it cannot be written through this mount.',
    recursiveReadOnly: 'Whether mounts below it are read-only as well: Disabled (default), IfPossible or Enabled.',
    mountPropagation: 'Whether later mounts pass between node and container: None (default), HostToContainer or Bidirectional.',
  }],
  VolumeDevice: ['A claim as a raw block device in the container.', { name: 'Name of the volume in the pod; it must be a claim.', devicePath: 'Path of the device in the container.' }],
  ContainerStatus: ['How a container is doing.', {
    name: 'Name of the container.',
    state: 'What it is doing now.',
    lastState: 'How it ended the last time.',
    ready: 'True: it has started and its readiness probe succeeds.',
    started: 'True: it runs and its startup probe has succeeded.',
    restartCount: 'How often it has been restarted.',
    image: 'Image that it runs.',
    imageID: 'The exact image, usually with its digest.',
    containerID: 'Its identity on the node, as <type>://<id>.',
    allocatedResources: 'What the node has set aside for it.',
    allocatedResourcesStatus: 'Health of the devices that it has.',
    resources: 'Requests and limits in force; during a resize they differ from those of the spec.',
    volumeMounts: 'Mounts as they are.',
    user: 'User that its first process was started as.',
    stopSignal: 'Signal that asks it to end.',
  }],
  ContainerState: ['What a container is doing; one of these. Waiting when nothing is said.', {
    waiting: 'It does not run yet: images are fetched, or a crash is waited out.', running: 'It runs.', terminated: 'It has ended.',
  }],
  ContainerStateWaiting: ['Why a container does not run yet.', { reason: 'In one word, such as ContainerCreating or CrashLoopBackOff.', message: 'In a sentence.' }],
  ContainerStateRunning: ['Since when a container runs.', { startedAt: 'When it was started.' }],
  ContainerStateTerminated: ['How a container has ended.', {
    exitCode: 'Exit code of its program.', signal: 'Signal that ended it.', reason: 'In one word, such as Completed, Error or OOMKilled.', message: 'Its last words.',
    startedAt: 'When it was started.', finishedAt: 'When it ended.', containerID: 'Its identity on the node.',
  }],
  ContainerUser: ['Who runs the container\'s first process.', { linux: 'User and groups on Linux.' }],
  LinuxContainerUser: ['User and groups of a process.', { uid: 'User.', gid: 'Group.', supplementalGroups: 'Further groups.' }],
  VolumeMountStatus: ['A mount as it is.', {
    name: 'Name of the volume.', mountPath: 'Path in the container.', readOnly: 'Whether it is read-only.', recursiveReadOnly: 'Whether what is below is as well.', volumeStatus: 'What is known of the volume.',
  }],
  VolumeStatus: ['What is known of a mounted volume.', { image: 'For a volume from an image.' }],
  ImageVolumeStatus: ['What is known of a volume from an image.', { imageRef: 'The exact image.' }],
  ResourceStatus: ['Health of the devices of a container.', { name: 'Name of the resource, or claim:<claim>/<request>.', resources: 'Each device.' }],
  ResourceHealth: ['Health of one device.', { resourceID: 'The device.', health: 'Healthy, Unhealthy or Unknown.', message: 'More about it.' }],
});
