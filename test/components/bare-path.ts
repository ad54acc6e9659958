import { existsSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';

const COREUTILS =
  '[ arch b2sum base32 base64 basename basenc cat chcon chgrp chmod chown chroot cksum comm cp csplit cut date dd df dir dircolors dirname du ' +
  'echo env expand expr factor false fmt fold groups head hostid id install join link ln logname ls md5sum mkdir mkfifo mknod mktemp mv nice nl ' +
  'nohup nproc numfmt od paste pathchk pinky pr printenv printf ptx pwd readlink realpath rm rmdir runcon seq sha1sum sha224sum sha256sum ' +
  'sha384sum sha512sum shred shuf sleep sort split stat stdbuf stty sum sync tac tail tee test timeout touch tr true truncate tsort tty uname ' +
  'unexpand uniq unlink users vdir wc who whoami yes';

/** Makes a directory of links to the programs that a far side must have, and to no others; for use as its PATH. */
export async function makeBarePath(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  for (const program of ['sh', 'find', 'rsync', ...COREUTILS.split(' ')]) {
    const found = ['/usr/bin', '/bin'].map((bin) => join(bin, program)).find((path) => existsSync(path));
    if (found !== undefined) await symlink(found, join(directory, program));
  }
  return directory;
}
