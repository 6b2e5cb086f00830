#!/bin/sh
# Makes every certificate of this folder anew; see README.md. Needs openssl 3.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

new_key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }

new_key "$work/ca-key.pem"
new_key key.pem
# `openssl ca`, because `openssl x509` of version 3.0 cannot set a date in the past.
touch "$work/index.txt"
cat > "$work/ca.conf" <<CONF
[ca]
default_ca = test
[test]
database = $work/index.txt
new_certs_dir = $work
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
copy_extensions = copy
[any]
commonName = supplied
CONF

# certificate, its key, the signer's certificate and key, common name, one extension, from, to
sign() {
  openssl req -new -key "$2" -subj "/CN=$5" -addext "$6" -out "$work/request.pem"
  [ "$1" = "$3" ] && signer=-selfsign || signer="-cert $3"
  openssl ca -batch -notext -config "$work/ca.conf" $signer -keyfile "$4" \
    -in "$work/request.pem" -startdate "$7" -enddate "$8" -out "$1" 2>/dev/null
}
sign_by_ca() { sign "$1" key.pem ca.pem "$work/ca-key.pem" "$2" "$3" "$4" "$5"; }

# From 2025: machines whose clock is behind the clock of the machine that ran this must accept them.
from=20250101000000Z
to=21250101000000Z
here='subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1'
sign ca.pem "$work/ca-key.pem" ca.pem "$work/ca-key.pem" 'Outgoing Mail Test CA' 'basicConstraints=critical,CA:TRUE' $from $to
sign self-signed.pem key.pem self-signed.pem key.pem localhost "$here" $from $to
sign_by_ca valid.pem localhost "$here" $from $to
sign_by_ca expired.pem localhost "$here" 20200101000000Z 20210101000000Z
sign_by_ca wrong-name.pem mail.example.org subjectAltName=DNS:mail.example.org $from $to
sign not-yet-valid.pem key.pem not-yet-valid.pem key.pem localhost "$here" 21200101000000Z $to

# For the pictures of the documentation, by a CA that the site of the pictures takes for a public one.
new_key "$work/public-ca-key.pem"
sign public-ca.pem "$work/public-ca-key.pem" public-ca.pem "$work/public-ca-key.pem" 'Example Public CA' 'basicConstraints=critical,CA:TRUE' $from $to
sign mail-example-com.pem key.pem public-ca.pem "$work/public-ca-key.pem" mail.example.com subjectAltName=DNS:mail.example.com $from 20351231235959Z
