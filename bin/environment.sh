# What bin/run and bin/test share: the Python environment and the compiled translations. Sourced, not run.

say() { printf '%s\n' "$*" >&2; }

# Debian splits venv from Python, so a bare machine may have one without the other.
find_python() {
  local candidate
  for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11 python; do
    [ -n "$candidate" ] || continue
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  say "Python 3.11 or newer is needed and was not found. Install it, or name it: PYTHON=/path/to/python $0"
  return 1
}

install_packages() { # apt packages, by name
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    say "Installing $* ..."
    apt-get update -qq >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
  else
    say "Missing: $*. Install them, for instance: sudo apt-get install $*"
    return 1
  fi
}

# ensure_venv REQUIREMENTS...: .venv with these files installed; installs anew only when one of them has changed.
ensure_venv() {
  local python wanted stamp
  if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    python="$(find_python)"
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
      install_packages python3-venv
    fi
    say "Making .venv ..."
    rm -rf .venv
    "$python" -m venv .venv
  fi
  stamp=".venv/installed-$(basename "${!#}").sha256"
  wanted="$(.venv/bin/python - "$@" <<'PY'
import hashlib, pathlib, sys
print(hashlib.sha256(b"".join(pathlib.Path(name).read_bytes() for name in sys.argv[1:])).hexdigest(), sys.version_info[:2])
PY
)"
  if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
    say "Installing what ${!#} names ..."
    .venv/bin/python -m pip install --quiet --disable-pip-version-check -r "${!#}"
    printf '%s\n' "$wanted" >"$stamp"
  fi
}

compile_translations() {
  local source
  for source in translations/*/LC_MESSAGES/*.po; do
    [ -e "$source" ] || continue
    if [ ! -e "${source%.po}.mo" ] || [ "$source" -nt "${source%.po}.mo" ]; then
      .venv/bin/python -m babel.messages.frontend --quiet compile -i "$source" -o "${source%.po}.mo"
    fi
  done
}
