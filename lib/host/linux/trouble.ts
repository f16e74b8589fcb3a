import { HostUnreachable } from '../unreachable';
import { sizeText } from '../files/limits';
import type { SessionEnd } from './session';

/** What ssh, sudo or the shell say when they do not come to run a script, and what to do about it. */
const TROUBLES: readonly (readonly [pattern: RegExp, fix: string])[] = [
  [
    /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key for .* has changed/i,
    'Find out why the key of the host changed before anything else; if it was installed anew, remove its old key with ssh-keygen -R and add the new one. The check is never left out',
  ],
  [
    /Host key verification failed|No .* host key is known/i,
    "Log in once with ssh, compare the fingerprint with the host's own and accept it, or add the key to known_hosts. The check is never left out",
  ],
  [
    /Permission denied \(/i,
    'Load a key that the host accepts into the ssh agent, or name it in the configuration of ssh (IdentityFile). A password is never asked for',
  ],
  [/Could not resolve hostname/i, 'Check the name, or add the host to the configuration of ssh'],
  [/Connection refused/i, 'Check that sshd runs on the host, and the port'],
  [/timed out|Timeout, server/i, 'Check that the host is up and that nothing filters the port on the way'],
  [/No route to host|Network is unreachable/i, 'Check the network on the way to the host'],
  [/Connection (?:closed|reset)|Broken pipe/i, "Look into the log of the host's sshd"],
  [
    /sudo: .*password is required|sudo: .*askpass/i,
    'Let the user run sh by sudo without a password, or log in as root',
  ],
  [/sudo: .*not found|not in the sudoers/i, 'Let the user run sh by sudo, or log in as root'],
  [/Bad configuration option|terminating, .* bad configuration/i, 'Correct the configuration of ssh'],
];

/** What ssh says of a key file that it cannot use, lines before the host refuses the login for want of it. */
const KEY_FILE_TROUBLE =
  /^(?:Warning: )?(Identity file .* not accessible: .*|Load key ".*": .*|Permissions \d+ for '.*' are too open)/m;

/** The session did not run the script at all. */
export function noSession(host: string, end: SessionEnd, silenceSeconds: number): HostUnreachable {
  const { startError, timedOut } = end;
  if (startError !== undefined) {
    const reason = startError.code === 'ENOENT' ? 'is not installed' : `cannot be started (${startError.code})`;
    return new HostUnreachable(host, `${startError.path ?? 'the program'} ${reason}`, 'Install it, or put it on PATH');
  }
  if (end.flooded !== undefined) return floodedSession(host, end.flooded);
  const said = lastWords(end.stderr);
  if (timedOut && said === '') {
    return new HostUnreachable(host, `no answer within ${silenceSeconds} s`, 'Check that the host is up');
  }
  const problem = said || `the connection ended with code ${end.code ?? 'none'} before anything ran`;
  const keyFile = said.includes('Permission denied (') ? KEY_FILE_TROUBLE.exec(end.stderr)?.[1] : undefined;
  if (keyFile !== undefined) {
    const why = `${problem}; before that: ${lastWords(keyFile)}`;
    return new HostUnreachable(
      host,
      why,
      'Correct the path of the key, the file or its mode. A password is never asked for',
    );
  }
  return new HostUnreachable(host, problem, fixFor(end.stderr) ?? `Try the same with ${host}`);
}

/** The session broke while the script ran. */
export function brokenSession(host: string, end: SessionEnd, silenceSeconds: number, next: string): HostUnreachable {
  if (end.flooded !== undefined) return floodedSession(host, end.flooded, next);
  const said = lastWords(end.stderr);
  const why = end.timedOut ? `nothing was heard for ${silenceSeconds} s` : said || `code ${end.code ?? 'none'}`;
  return new HostUnreachable(host, `the connection broke: ${why}`, next);
}

/** The session said more than any script of ours has to say. */
function floodedSession(host: string, limit: number, next = ''): HostUnreachable {
  const problem = `the host sent more than ${sizeText(limit)} in one session, which no script of this program prints; the session was ended`;
  const fix = 'Log in and look at what prints there: a login script, sudo, or the kernel files that are read';
  return new HostUnreachable(host, problem, next === '' ? fix : `${next}. ${fix}`);
}

function fixFor(stderr: string): string | undefined {
  return TROUBLES.find(([pattern]) => pattern.test(stderr))?.[1];
}

/** Last line that says something, without control characters. */
export function lastWords(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.replaceAll(/\p{Cc}+/gu, ' ').trim());
  const telling = lines.filter((line) => line !== '' && !/^(@+$|\*\*|Warning: Permanently added)/.test(line));
  return (telling.at(-1) ?? '').replace(/\.$/, '');
}
