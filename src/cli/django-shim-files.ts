import { toolVersion } from '../tool-version.ts';

/** A file that `django-shim` writes. */
export interface ShimFile {
  readonly name: string;
  readonly content: string;
}

const HEAD = `# Written by "peerquest-audit django-shim" ${toolVersion}; write it anew with --force rather than change it.`;

/** The two Django commands, and what they share: a name that begins with a line is no command to Django. */
export function shimFiles(): readonly ShimFile[] {
  return [
    { name: '_peerquest_audit.py', content: SHARED },
    {
      name: 'audit_application_participant_sync.py',
      content: command(
        'audit_application_participant_sync',
        'Finds, and with --fix-issues repairs, drift between applications and quest participants.',
        { '--detailed': 'show every finding', '--fix-issues': 'repair, then audit again', '--dry-run': 'with --fix-issues: only show it' },
        ['--user'],
      ),
    },
    {
      name: 'update_quest_xp.py',
      content: command('update_quest_xp', 'Puts the XP reward of quests right.', { '--dry-run': 'only show what would be changed' }, []),
    },
  ];
}

function command(name: string, help: string, switches: Readonly<Record<string, string>>, values: readonly string[]): string {
  const added = [
    ...Object.entries(switches).map(([flag, text]) => `        parser.add_argument('${flag}', action='store_true', help='${text}')`),
    ...values.map((flag) => `        parser.add_argument('${flag}', help='only this person')`),
  ];
  return `${HEAD}
from ._peerquest_audit import ToolCommand


class Command(ToolCommand):
    help = '${help}'
    tool = '${name}'

    def add_arguments(self, parser):
        # For call_command() only: a command line goes to the tool as it is.
${added.join('\n')}
`;
}

/** No backslash, backtick or dollar stands in it. */
const SHARED = `${HEAD}
"""Hands Django commands over to PeerQuest Audit (https://www.npmjs.com/package/peerquest-audit).

The database is the one of settings.DATABASES['default']. Its address travels in the environment, never on a command line, and this
module opens no connection. Streams, colours, Ctrl-C and the exit code are the tool's own.
"""
import getpass
import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
from urllib.parse import quote, urlencode

from django.conf import settings
from django.core.management.base import BaseCommand

# The last word of an ENGINE, also of those that wrap one of Django's own.
SCHEMES = {
    'sqlite3': 'sqlite',
    'spatialite': 'sqlite',
    'postgresql': 'postgresql',
    'postgresql_psycopg2': 'postgresql',
    'postgis': 'postgresql',
    'mysql': 'mysql',
}
# What Django's drivers take in Python's own types: it says nothing about which database is meant.
PYTHON_ONLY = {'connection_factory', 'context', 'conv', 'cursor_factory', 'cursorclass', 'isolation_level', 'pool'}
# Where servers of this machine listen if nobody says.
POSTGRES_FOLDERS = ['/var/run/postgresql', '/tmp']
MYSQL_SOCKETS = ['/run/mysqld/mysqld.sock', '/var/run/mysqld/mysqld.sock', '/var/lib/mysql/mysql.sock', '/tmp/mysql.sock']
# Django has obeyed these already.
OBEYED = ('--settings', '--pythonpath')


class Refused(Exception):
    """What cannot be done, in one sentence."""


class ToolCommand(BaseCommand):
    """A Django command that another program answers."""

    tool = ''
    # A database that is not sound is what the tool is there to tell.
    requires_system_checks = []

    def run_from_argv(self, argv):
        """A command line: every flag goes on as it is."""
        try:
            words, environment = self.call(without_obeyed(argv[2:]))
        except Refused as refused:
            fail(refused)
        sys.stdout.flush()
        sys.stderr.flush()
        if os.name != 'nt':
            # The tool takes the place of this process: signals, streams and the exit code need no go-between.
            try:
                os.execve(words[0], words, environment)
            except OSError as error:
                fail('"{}" cannot be started: {}.'.format(words[0], error.strerror))
        with subprocess.Popen(words, env=environment) as process:
            while True:
                try:
                    sys.exit(process.wait())
                except KeyboardInterrupt:
                    # The tool has heard it, too, and ends in its own way.
                    continue

    def print_help(self, prog_name, subcommand):
        """manage.py help COMMAND: the help of the tool."""
        self.run_from_argv([prog_name, subcommand, '--help'])

    def handle(self, *args, **options):
        """call_command(): what the tool prints goes to the stdout that the caller gave."""
        flags = []
        for name in ('detailed', 'fix_issues', 'dry_run'):
            if options.get(name):
                flags.append('--' + name.replace('_', '-'))
        if options.get('user') is not None:
            flags.append('--user=' + options['user'])
        try:
            words, environment = self.call(flags)
        except Refused as refused:
            fail(refused)
        done = subprocess.run(words, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        self.stdout.write(done.stdout.decode('utf-8', 'replace'), ending='')
        if done.returncode != 0:
            sys.exit(done.returncode)

    def call(self, flags):
        """The words and the environment of the tool's process."""
        environment = dict(os.environ)
        called_as = [os.path.basename(sys.executable or 'python'), sys.argv[0], 'audit_application_participant_sync']
        environment['PEERQUEST_AUDIT_CALLED_AS'] = shlex.join(called_as) if os.name != 'nt' else subprocess.list2cmdline(called_as)
        added = []
        if named_database(flags) in (None, 'env:DATABASE_URL') and not {'--help', '-h', '--version', '-V'}.intersection(flags):
            environment['DATABASE_URL'] = database_url(settings.DATABASES.get('default') or {})
            # Somebody's replica is none of the database that these settings name.
            environment.pop('DATABASE_READ_URL', None)
            # An audit looks at Django's database whatever a configuration file says; commands of the tool have flags of their own.
            if named_database(flags) is None and (not flags or flags[0].startswith('-')):
                added = ['--database', 'env:DATABASE_URL']
        return find_tool(self.tool) + added + flags, environment


def fail(sentence):
    """Ends as the tool ends when it could not do what it was asked."""
    print('peerquest-audit: {}'.format(sentence), file=sys.stderr)
    sys.exit(2)


def named_database(flags):
    """What --database says; None where it is not given."""
    for flag, following in zip(flags, flags[1:] + ['']):
        if flag == '--database' or flag.startswith('--database='):
            return following if flag == '--database' else flag.split('=', 1)[1]
    return None


def without_obeyed(flags):
    """The flags without those that Django itself obeys, and their values."""
    left = []
    skip = False
    for flag in flags:
        if skip:
            skip = False
        elif flag in OBEYED:
            skip = True
        elif not flag.startswith(tuple(name + '=' for name in OBEYED)):
            left.append(flag)
    return left


def find_tool(name):
    """The words that start one of the tool's programs, the first with its path."""
    given = shlex.split(os.environ.get('PEERQUEST_AUDIT_COMMAND', ''), posix=os.name != 'nt')
    if given:
        last, found = re.subn('peerquest-audit(?=([.][a-z]+)?$)', name, given[-1])
        if not found:
            raise Refused('PEERQUEST_AUDIT_COMMAND does not end in peerquest-audit: give the words that start it, such as "npx peerquest-audit".')
        program = shutil.which(given[0] if len(given) > 1 else last)
        if program is None:
            raise Refused('PEERQUEST_AUDIT_COMMAND names a program that is not there: "{}".'.format(given[0]))
        return [program] + given[1:-1] + [last] if len(given) > 1 else [program]
    for folder in tool_folders():
        words = program_in(os.path.join(folder, 'node_modules'), os.path.join('.bin', name), name)
        if words:
            return words
    on_path = shutil.which(name)
    if on_path:
        return program_in(os.path.join(os.path.dirname(on_path), 'node_modules'), None, name) or [on_path]
    # npx would ask the registry for what is not there, and end with the exit code that means issues.
    raise Refused('The tool is not there: install it with npm beside manage.py, or say where it is in PEERQUEST_AUDIT_COMMAND.')


def tool_folders():
    """Where the tool may be installed: beside manage.py, in the project's folder, and in the folder around each."""
    project = getattr(settings, 'BASE_DIR', None)
    folders = [os.path.dirname(os.path.abspath(sys.argv[0]))] + ([os.path.abspath(str(project))] if project else [])
    return folders + [os.path.dirname(folder) for folder in folders]


def program_in(modules, link, name):
    """The words that start a program of one node_modules; none where it is not there."""
    if os.name != 'nt':
        program = link and shutil.which(os.path.join(modules, link))
        return [program] if program else []
    # Windows would start .cmd files through a shell, which reads the flags once more.
    script = os.path.join(modules, 'peerquest-audit', 'dist', name + '.js')
    node = shutil.which('node')
    return [node, script] if node and os.path.isfile(script) else []


def database_url(database):
    """The address of a database of Django's settings, as the tool reads it."""
    engine = str(database.get('ENGINE') or '')
    words = engine.split('.')
    scheme = 'mysql' if engine == 'mysql.connector.django' else SCHEMES.get(words[-1])
    if not engine:
        raise Refused('The settings of Django name no database: DATABASES["default"] has no ENGINE.')
    if scheme is None:
        raise Refused(
            'DATABASES["default"] has the ENGINE "{}", which cannot be audited: give --database, or use SQLite, PostgreSQL, MySQL or MariaDB.'
            .format(''.join(sign if sign.isprintable() else '?' for sign in engine))
        )
    if scheme == 'sqlite':
        return sqlite_url(database)
    return server_url(scheme, database)


def sqlite_url(database):
    name = str(database.get('NAME') or '')
    if name.startswith('file:') or name in ('', ':memory:'):
        raise Refused('DATABASES["default"] is no SQLite file, and nothing else of SQLite can be audited from outside: its NAME has to be a path.')
    return 'sqlite:///' + quote(os.path.abspath(name).replace(os.sep, '/'), safe='/:')


def server_url(scheme, database):
    text = {key: str(database.get(key) or '') for key in ('NAME', 'USER', 'PASSWORD', 'HOST', 'PORT')}
    options = dict(database.get('OPTIONS') or {})
    parameters = option_parameters(options)
    told = {key.lower() for key in parameters}
    host = text['HOST'] or ('' if told & {'host', 'unix_socket'} else default_host(scheme, text['PORT']))
    if host == 'localhost' and not text['PORT'] and scheme == 'mysql' and not told & {'host', 'unix_socket'}:
        # MySQL's own client takes this name for the socket.
        host = default_host(scheme, '')
    if host.startswith('/'):
        parameters['host' if scheme == 'postgresql' else 'unix_socket'] = host
        host = 'localhost'
    user = text['USER'] or ('' if 'user' in told else default_user(scheme))
    account = quote(user, safe='')
    if text['PASSWORD']:
        account += ':' + quote(text['PASSWORD'], safe='')
    place = '[{}]'.format(host) if ':' in host and not host.startswith('[') else quote(host, safe='[]:,')
    port = ':' + quote(text['PORT'], safe='') if text['PORT'] else ''
    # A port needs a host to stand behind.
    if port and not place:
        place = 'localhost'
    query = '?' + urlencode(parameters, quote_via=quote, safe='') if parameters else ''
    return '{}://{}{}{}{}/{}{}'.format(scheme, account, '@' if account else '', place, port, quote(text['NAME'], safe=''), query)


def option_parameters(options):
    """OPTIONS as parameters of a URL: the tool judges what each of them means."""
    parameters = {}
    tls = options.pop('ssl', None)
    if isinstance(tls, dict):
        for key, value in tls.items():
            # ca, cert and key are the tool's sslca, sslcert and sslkey.
            parameters[key if key.startswith('ssl') else 'ssl' + key] = value
    elif tls is not None:
        parameters['ssl'] = tls
    for key, value in options.items():
        if key not in PYTHON_ONLY:
            parameters[key] = value
    for key, value in parameters.items():
        if isinstance(value, bool):
            parameters[key] = 'true' if value else 'false'
        elif isinstance(value, (str, int, float, os.PathLike)):
            parameters[key] = str(value)
        else:
            raise Refused('DATABASES["default"] has the option "{}" with a value that no address can hold: leave it out, or give --database.'.format(key))
    return parameters


def default_host(scheme, port):
    """Where Django's driver would look: a socket of this machine."""
    if scheme == 'postgresql':
        if os.environ.get('PGHOST'):
            return os.environ['PGHOST']
        return next((folder for folder in POSTGRES_FOLDERS if is_socket('{}/.s.PGSQL.{}'.format(folder, port or '5432'))), 'localhost')
    return next((path for path in MYSQL_SOCKETS if is_socket(path)), 'localhost')


def is_socket(path):
    try:
        return stat.S_ISSOCK(os.stat(path).st_mode)
    except OSError:
        return False


def default_user(scheme):
    """As whom Django's driver would come."""
    return (scheme == 'postgresql' and os.environ.get('PGUSER')) or getpass.getuser()
`;
