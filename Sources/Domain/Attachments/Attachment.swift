public import Base

/// A file that belongs to something: the photo of an answer, a signature, a picture of a
/// questionnaire's option.
public struct Attachment: Hashable, Sendable, Identified {
    public static let idPrefix = "att"

    /// As it is called when it is saved; safe as a file's name.
    public let name: String
    public let type: FileType
    /// Bytes.
    public let size: Int

    /// - Parameter name: as it was called at home, of whatever form.
    public init(name: String, type: FileType, size: Int) {
        self.name = Attachment.safe(name, as: type)
        self.type = type
        self.size = size
    }

    private static let nameMost = 100

    /// Without folders, controls and signs that turn the direction of writing, and with an ending
    /// that tells what the file is, whatever it pretended to be.
    private static func safe(_ name: String, as type: FileType) -> String {
        let last = name.split { $0 == "/" || $0 == "\\" }.last ?? ""
        var scalars = String.UnicodeScalarView()
        for scalar in last.unicodeScalars where scalars.count < nameMost {
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
                .paragraphSeparator:
                continue
            default:
                let isSpecial = "\"<>:|?*%".unicodeScalars.contains(scalar)
                scalars.append(isSpecial ? "_" : scalar)
            }
        }
        // A name of dots alone, or one that hides, is none.
        let plain = String(String(scalars).cleaned.drop { $0 == "." })
        let ending = plain.lowercased().split(separator: ".").dropFirst().last.map(String.init)
        if let ending, type.endings.contains(ending) { return plain }
        return (plain.isEmpty ? "file" : plain) + "." + type.endings[0]
    }
}
