import { Typography } from '@strapi/design-system';
import { useState } from 'react';
import { useIntl } from 'react-intl';
import type { CheckStep, OfferedFacts, SecuredFacts } from '../../server/contract';
import { validityOf } from '../settings/certificate';
import { useWords } from '../use-words';
import { Remark } from './Remark';

type Facts = Pick<CheckStep, 'ok' | 'detail' | 'secured' | 'offered'>;

/** What a step found out. What comes from the server is foreign text, shown as text. */
export const StepFacts = ({ step: { ok, detail, secured, offered } }: { step: Facts }) => (
  <>
    {detail && !secured && !offered && <Fact>{detail}</Fact>}
    {secured && <Secured facts={secured} isUsed={ok} />}
    {offered && <Offered facts={offered} />}
  </>
);

/** @param isUsed false: the certificate was refused, which is said as the failure */
const Secured = ({ facts, isUsed }: { facts: SecuredFacts; isUsed: boolean }) => {
  const say = useWords();
  const intl = useIntl();
  const { protocol, cipher, subject, issuer, validTo, verified } = facts;
  const validity = useValidity(validTo);
  return (
    <>
      <Fact>{say('facts.secured', { protocol, cipher })}</Fact>
      <Fact>{say('facts.certificate', { subject, issuer })}</Fact>
      {validity && (
        <Fact>
          {say('facts.validTo', { date: intl.formatDate(validTo, { dateStyle: 'long' }) })}
        </Fact>
      )}
      {validity?.endsSoon && (
        <Remark>
          {validity.days < 0 ? say('facts.ended') : say('facts.endsSoon', { days: validity.days })}
        </Remark>
      )}
      {isUsed && !verified && <Remark>{say('facts.notVerified')}</Remark>}
    </>
  );
};

/** Seen from when the step was shown: a test does not grow old by the day. */
const useValidity = (validTo: string) => {
  const [now] = useState(() => Date.now());
  return validityOf(validTo, now);
};

const MEGABYTE = 1024 * 1024;

const Offered = ({ facts }: { facts: OfferedFacts }) => {
  const say = useWords();
  const { sizeLimit, signInMethods, startTls } = facts;
  const megabytes = sizeLimit === null ? 0 : Math.round((10 * sizeLimit) / MEGABYTE) / 10;
  const methods = signInMethods.join(', ');
  return (
    <>
      <Fact>{megabytes > 0 ? say('facts.size', { megabytes }) : say('facts.noSize')}</Fact>
      <Fact>{methods === '' ? say('facts.noSignIn') : say('facts.signIn', { methods })}</Fact>
      {startTls && <Fact>{say('facts.startTls')}</Fact>}
    </>
  );
};

const Fact = ({ children }: { children: string }) => (
  <Typography tag="p" variant="pi" textColor="neutral600">
    {children}
  </Typography>
);
