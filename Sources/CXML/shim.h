// Debian's libxml2 shows ICU's types in its headers; Foundation has others of the same names, and
// one program cannot see both. Nothing here needs them.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/xmlreader.h>
