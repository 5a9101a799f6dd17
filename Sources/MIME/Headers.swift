/// The head of a mail or of a part: fields in order, folded lines joined.
public struct Headers: Sendable {
    /// Names in small letters; values as bytes, because their charset is often undeclared.
    private var fields: [(name: String, value: [UInt8])] = []
    /// What stood in the head and is no field.
    private(set) var isBroken = false

    private static let fieldsMost = 1_000
    private static let bytesMost = 512 << 10

    /// - Parameter bytes: of the head alone.
    init(_ bytes: ArraySlice<UInt8>) {
        isBroken = bytes.count > Headers.bytesMost
        var rest = bytes.prefix(Headers.bytesMost)
        while !rest.isEmpty, fields.count < Headers.fieldsMost {
            let end = rest.firstIndex(of: 0x0A) ?? rest.endIndex
            var line = rest[rest.startIndex..<end]
            rest = rest[min(end + 1, rest.endIndex)...]
            if line.last == 0x0D { line = line.dropLast() }
            add(line)
        }
    }

    private mutating func add(_ line: ArraySlice<UInt8>) {
        guard let first = line.first else { return }
        if first == 0x20 || first == 0x09 {
            guard !fields.isEmpty else { return isBroken = true }
            // The blank stays: folding put the break before it.
            fields[fields.count - 1].value += line
            return
        }
        guard let colon = line.firstIndex(of: 0x3A), colon > line.startIndex else {
            // `From ` of old mailboxes is no fault of the sender.
            if !line.starts(with: "From ".utf8) { isBroken = true }
            return
        }
        let name = String(decoding: line[line.startIndex..<colon], as: UTF8.self)
            .lowercased().filter { $0 != " " && $0 != "\t" }
        let value = line[(colon + 1)...].drop(while: \.isBlank)
        fields.append((name, Array(value)))
    }

    /// The first of a name, undone of encoded words.
    public subscript(_ name: String) -> String? {
        fields.first { $0.name == name }.map { EncodedWords.text($0.value[...]) }
    }

    /// The same without touching encoded words: for what holds addresses or parameters.
    public func plain(_ name: String) -> String? {
        fields.first { $0.name == name }.map { Charset.text($0.value[...], nil).text }
    }

    public func has(_ name: String) -> Bool { fields.contains { $0.name == name } }
}
