import { Option } from 'commander';

/** Which installation a command is about: the setting `name`. */
export function installationOption(): Option {
  return new Option('--name <name>', 'the installation, as the setting name').default('Weir');
}
