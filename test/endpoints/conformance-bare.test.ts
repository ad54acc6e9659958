import { conformance } from './conformance.ts';
import { SSH_BARE } from './ssh-ways.ts';

// A file of its own, so that it runs beside the others.
conformance(SSH_BARE);
