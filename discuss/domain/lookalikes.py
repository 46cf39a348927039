"""Characters of other scripts that look like Latin letters.

A hand-picked part of confusables.txt (Unicode Technical Standard #39): the scripts in which names of people are
written or forged, as they look in a common sans-serif font. What NFKD already folds (full-width, mathematical,
circled, superscript letters, ligatures) is not repeated.
"""

from __future__ import annotations

_BY_LETTER = {
    "a": "аɑαАΑᴀᎪꭺᗅⲀⲁ𐊠",
    "ae": "æÆӕӔ",
    "b": "ЬВΒβвьᏴᗷƄʙɓ♭ꓐ",
    "c": "сСϲϹᴄꓚⲤⲥᏟ¢ƈ",
    "d": "ԁԀᎠᗞꓓđĐɖɗᴅ",
    "e": "еЕΕєЄᴇꓰⲈⲉᎬɛεƐҽәəэЭ℮ꬲ",
    "f": "ƒϜϝꓝꞘꞙẝք",
    "g": "ɡɢԍԌᏀꓖƍց",
    "h": "НΗнһҺհᏂᎻʜⲎⲏꓧħĦ",
    "j": "јЈϳͿᎫꓙʝյɉ",
    "k": "КΚкκᴋᏦⲔⲕꓗƙқҚԟ",
    "l": "iI1|ІіΙιӀӏɩɪıւƖǀⲒⲓꓲꓡᏞ∣❘ⵏᛁוןاᎥʟⵊłŁƗɨ",
    "m": "ΜМмᴍᎷⲘⲙꓟɱϺϻ",
    "n": "ΝηпПոռɴⲚⲛꓠŋŊᴎИиƞ",
    "o": "0оОοΟօՕᴏ۵०੦૦௦๐໐೦൦๏ଠ〇ⲞⲟꓳσⵔӨөɵØøס◯○●ھہە٥ჿ",
    "oe": "œŒ",
    "p": "рРρΡᴘᏢⲢⲣꓑƿҏҎþÞ",
    "q": "ԛԚգզⵕɋ",
    "r": "гГᴦⲄⲅꭇᎡꓣʀɼɾяЯ",
    "s": "ѕЅꜱᏚՏꓢʂƽ",
    "t": "ТΤтτᴛⲦⲧꓔᎢ⟙ŧŦ",
    "u": "υսՍᴜʋцꞟꓴሀ∪ʊμ",
    "v": "ѵѴνᴠⱱꓦᏙ∨⋁ט٧",
    "w": "ѡѠԝԜшШωաᴡᏔꓪɯщЩ",
    "x": "хХχΧⲬⲭꓫ×⨯ᕁҳҲ",
    "y": "уУүҮΥγყʏⲨⲩꓬɣỿ",
    "z": "ΖᴢᏃⲌⲍꓜʐʒȥƶ",
    "3": "ЗзӠӡƷ",
}  # fmt: skip

LOOK_ALIKES = {ord(char): letter for letter, chars in _BY_LETTER.items() for char in chars}

# Applied in order to small letters, after the table above.
SEQUENCES = (("m", "rn"), ("w", "vv"))
