/* tool-profile OUT.icc NAME - write the colour profile of a printer that does not exist: RGB, wider than sRGB. */
#include <stdlib.h>
#include <lcms2.h>
#include "../../src/base/err.h"

int main(int argc, char **argv)
{
    const cmsCIExyY white = { 0.3127, 0.3290, 1 };
    const cmsCIExyYTRIPLE primaries = { { 0.66, 0.32, 1 }, { 0.24, 0.68, 1 }, { 0.15, 0.07, 1 } };
    if (argc != 3)
        die("usage: tool-profile OUT.icc NAME");
    cmsToneCurve *curve = cmsBuildGamma(NULL, 1.9), *curves[3] = { curve, curve, curve };
    cmsHPROFILE profile = cmsCreateRGBProfile(&white, &primaries, curves);
    cmsMLU *words = cmsMLUalloc(NULL, 1);
    cmsSetProfileVersion(profile, 2.1); /* its name is plain ASCII then, for grep */
    cmsMLUsetASCII(words, "en", "US", argv[2]);
    if (!cmsWriteTag(profile, cmsSigProfileDescriptionTag, words) || !cmsSaveProfileToFile(profile, argv[1]))
        die("tool-profile: cannot write %s", argv[1]);
    cmsMLUfree(words);
    cmsFreeToneCurve(curve);
    cmsCloseProfile(profile);
    return 0;
}
