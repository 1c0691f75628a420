#!/bin/sh
# Publishes this history from any CI system, or from cron. It needs afterword on the PATH and the whole git history.
#
#   DEPLOY='rsync -a --delete site/ web:/srv/status/' sh publish.sh
#
# FEED      the address of the live updates.atom; only the first announcement needs it
# DEPLOY    the command that copies the folder site/ to your host; without it the site is built and not copied
# PUSH      the command that pushes the times of 'now' after they were written down; PUSH=: for none
# ANNOUNCE  no: do not announce
#
# Exit code 0: published. 3: published, but some files have errors. 4: published, but something was not announced: the
# next run announces it, unless the output says what to do. Anything else: nothing was published.
set -eu
cd "$(dirname "$0")"

before=$(git rev-parse HEAD)
if test "${PUSH:-git push}" != ":"; then
  afterword stamp --commit || echo "The times of 'now' were not committed. The site shows them all the same." >&2
  if test "$(git rev-parse HEAD)" != "$before"; then
    if ! ${PUSH:-git push}; then
      echo "The times of 'now' could not be pushed. The site shows them all the same." >&2
      # So that this clone can follow what others pushed.
      git reset --quiet --keep "$before" 2>/dev/null || echo "Their commit is still here: undo it before the next pull." >&2
    fi
  fi
fi

code=0
afterword build --keep-going || code=$?
test "$code" = 0 || test "$code" = 3 || exit "$code"
afterword check --site site

announces=no
if test "${ANNOUNCE:-yes}" = yes && grep -q '^announce:' site_config/settings.yml; then
  announces=yes
  # The feed says what was published before. Only the first announcement needs it; then a ledger in git has that.
  curl --fail --silent --show-error --location --max-time 30 --output told.atom "${FEED:-{site_url}updates.atom}" || rm -f told.atom
fi

sh -c "${DEPLOY:-:}" || { echo "DEPLOY ended with $?: nothing was published." >&2; exit 1; }

if test "$announces" = yes; then
  if test -f told.atom; then set -- --feed told.atom; else set --; fi
  afterword announce send "$@" || code=4
fi
exit "$code"
