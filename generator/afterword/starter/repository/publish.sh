#!/bin/sh
# Publishes this history from any CI system, or from cron. It needs afterword on the PATH and the whole git history.
#
#   DEPLOY='rsync -a --delete site/ web:/srv/status/' sh publish.sh
#
# DEPLOY    the command that puts the folder site/ on your host; without it the site only lies there
# PUSH      the command that pushes the times of 'now' when they were written down; PUSH=: for none
# ANNOUNCE  no: leave the announcements to somebody else
#
# Exit code 0: published. 3: published, but some files have errors. Anything else: nothing was published.
set -eu
cd "$(dirname "$0")"

before=$(git rev-parse HEAD)
if test "${PUSH:-git push}" != ":"; then
  afterword stamp --commit || echo "The times of 'now' were not committed. The site shows them all the same." >&2
  if test "$(git rev-parse HEAD)" != "$before"; then
    ${PUSH:-git push} || echo "The times of 'now' could not be pushed. The site shows them all the same." >&2
  fi
fi

code=0
afterword build --keep-going || code=$?
test "$code" = 0 || test "$code" = 3 || exit "$code"

sh -c "${DEPLOY:-:}"

if test "${ANNOUNCE:-yes}" = yes && grep -q '^announce:' site_config/settings.yml; then
  afterword announce --send
fi
exit "$code"
