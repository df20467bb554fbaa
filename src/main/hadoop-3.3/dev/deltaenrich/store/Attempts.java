package dev.deltaenrich.store;

import com.amazonaws.event.ProgressEvent;
import com.amazonaws.event.ProgressEventType;
import com.amazonaws.event.SyncProgressListener;

/**
 * Notices when the SDK sends a request again. It does so by itself, and tells of the last answer
 * only.
 */
final class Attempts extends SyncProgressListener {
  private volatile boolean several;

  boolean several() {
    return several;
  }

  @Override
  public void progressChanged(ProgressEvent event) {
    several |= event.getEventType() == ProgressEventType.CLIENT_REQUEST_RETRY_EVENT;
  }
}
