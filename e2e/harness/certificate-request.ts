/** A request for a certificate that is used for nothing but being decided upon. */
export const certificateRequest = `-----BEGIN CERTIFICATE REQUEST-----
MIHJMHACAQAwDjEMMAoGA1UEAwwDYW5uMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD
QgAE7iLW8EIdicnGgpnhq8rJdc92phIOdBALJpPON+njjBMx4vyQy8zv0hTGY2SC
dEexpo+M/8hyhxMmbKArF08fh6AAMAoGCCqGSM49BAMCA0kAMEYCIQCRzlAIilLm
0vLR8atU3vtYvjJNqbh7ip8BmNurthmbSwIhAM/ngCJJnB/+L5FllxVafuhriUPk
4Z40cCgbqGPpMV+f
-----END CERTIFICATE REQUEST-----
`;
