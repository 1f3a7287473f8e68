/** Templates, channels and faults as the screens say them. */
import type { Channel } from '../backend/generated/Channel';
import type { TemplateFaultCard } from '../backend/generated/TemplateFaultCard';
import type { TemplateKey } from '../backend/generated/TemplateKey';
import type { TemplateVersion } from '../backend/generated/TemplateVersion';
import { m } from '../paraglide/messages';
import { dayInFull, dayOf } from '../shared/dates';
import { languageName } from './languageName';

/** What a template is for. */
export function templateWord(key: TemplateKey): string {
  return { ready: m.template_ready, still_here: m.template_still_here }[key]();
}

/** "Text, English". */
export function variantWords(channel: Channel, language: string): string {
  const by = channel === 'sms' ? m.template_text() : m.template_email();
  return `${by}, ${languageName(language)}`;
}

/** "Version 3, Ines, 20 November 2026". */
export function versionWords(version: TemplateVersion): string {
  if (version.version === 0) return m.template_built_in();
  return [
    m.template_version({ number: version.version }),
    version.approvedBy,
    version.activeFrom && dayInFull(dayOf(version.activeFrom)),
  ]
    .filter(Boolean)
    .join(', ');
}

/** What is wrong, and what to write instead. */
export function faultWords(fault: TemplateFaultCard): string {
  switch (fault.kind) {
    case 'empty':
      return m.template_fault_empty();
    case 'too_long':
      return m.template_fault_too_long();
    case 'no_subject':
      return m.template_fault_no_subject();
    case 'syntax':
      return m.template_fault_syntax({ line: fault.line });
    case 'unknown_slot':
      return m.template_fault_unknown({ name: fault.name });
    case 'may_be_absent':
      return m.template_fault_absent({ name: fault.name, example: `{% if ${fault.name} %} {{ ${fault.name} }}{% endif %}` });
    case 'no_store':
      return m.template_fault_no_store({ example: '{{ store }}' });
    case 'promotion':
      return m.template_fault_promotion({ words: fault.words });
    case 'cannot_fill':
      return m.template_fault_cannot_fill();
  }
}
