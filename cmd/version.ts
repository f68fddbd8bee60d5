/** The package's version; the build puts it in. */
export const version = process.env.MINIKAPI_VERSION ?? '0.0.0-dev';
