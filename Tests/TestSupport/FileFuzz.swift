import Base
import Domain
import Operations

/// Spoils files of questionnaires from a seed, ours and those of other programs: never a crash, and
/// what is brought in is a sound document of ours.
public struct FileFuzz {
    public private(set) var read = 0
    public private(set) var refused = 0
    private let files: [(bytes: [UInt8], format: String)]
    private var chance: SystemChance

    /// - Parameter documents: YAML texts of sound questionnaires; each is tried in every format.
    public init(seed: UInt64, documents: [String]) throws {
        files = try documents.flatMap { text in
            let instrument = try InstrumentFile.instrument(text)
            return try InstrumentFile.formats.map { format in
                (
                    Array(try InstrumentFile.write(text, instrument, format: format).text.utf8),
                    format
                )
            }
        }
        chance = SystemChance(seed: seed)
    }

    /// One more file.
    /// - Returns: what went wrong, in one line; nil when nothing did.
    public mutating func fault() -> String? {
        let (sound, format) = files[below(files.count)]
        var bytes = sound
        for _ in 0..<(1 + below(3)) { spoil(&bytes) }
        // Also what a file is must be guessed without harm.
        let isNamed = format != "yaml" && format != "json" && below(2) == 0
        let text: String
        do throws(Refusal) {
            text = try InstrumentFile.read(bytes, format: isNamed ? format : nil).text
        } catch {
            refused += 1
            return nil
        }
        read += 1
        do throws(Refusal) {
            _ = try InstrumentFile.instrument(text)
            return nil
        } catch {
            return "\(format) was read as what is refused (\(error)): \(text)"
        }
    }

    private mutating func spoil(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        let place = below(bytes.count)
        let end = min(bytes.count, place + 1 + below(below(8) == 0 ? 2_000 : 12))
        switch below(6) {
        case 0: bytes.removeSubrange(place..<end)
        case 1: bytes.insert(contentsOf: Array(bytes[place..<end]), at: below(bytes.count))
        case 2: bytes[place] = UInt8(below(256))
        case 3:
            bytes.insert(
                contentsOf: Array(FileFuzz.morsels[below(FileFuzz.morsels.count)].utf8), at: place)
        case 4:
            // Values change places: a number where a list was, a name where a text was.
            let other = below(bytes.count)
            let last = min(bytes.count, other + end - place)
            bytes.replaceSubrange(place..<end, with: Array(bytes[other..<last]))
        default: bytes[place] ^= 1 << UInt8(below(8))
        }
    }

    private static let morsels = [
        "\"", "\\", "{", "}", "[", "]", "<", ">", "]]>", "<![CDATA[", "&lt;", "&x;", "<!DOCTYPE x>",
        "\t", "\n", "\r\n", "null", "true", "-1", "1e308", "0", "99999999999999999999", "\u{0}",
        "\u{FEFF}", "\u{202E}", "\u{200B}", "多", "e\u{301}", "😀",
        "${q://QID1/ChoiceTextEntryValue}",
        "{q1}", "&a", "*a", "<<: *a", "- ", "? ", "!!binary ", "%", "'", "QID1", "SQ001", ",", ":",
    ]

    private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &chance) }
}
