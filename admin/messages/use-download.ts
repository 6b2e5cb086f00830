import { useNotification } from '@strapi/strapi/admin';
import { useMessagesApi } from '../api';
import { useWords } from '../use-words';

/** Fetches an attachment in the name of whoever is signed in, and hands it to the browser to save. */
export const useDownload = (documentId: string) => {
  const api = useMessagesApi();
  const say = useWords();
  const { toggleNotification } = useNotification();
  return async (index: number, filename: string): Promise<void> => {
    const answer = await api.attachment(documentId, index);
    if (answer.ok) save(answer.data, filename);
    else if (!answer.aborted)
      toggleNotification({ type: 'danger', message: say('attachment.failed') });
  };
};

const save = (content: Blob, filename: string): void => {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  // The browser takes what no file name may hold out of it.
  link.download = filename;
  link.click();
  // Not before the browser has begun to read it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
};
