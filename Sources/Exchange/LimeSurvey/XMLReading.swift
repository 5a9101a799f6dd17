import CXML

/// One element of an XML document, with what stands in it.
struct XMLElement {
    let name: String
    var text = ""
    var children: [XMLElement] = []

    subscript(name: String) -> XMLElement? { children.first { $0.name == name } }

    /// The text of a child; nil where there is none.
    func text(_ name: String) -> String? { self[name]?.text }
}

/// Reads XML by libxml2's pull reader. No entity is put in, no declaration and no file is fetched,
/// and what is too deep or too large is refused, so a hostile file costs no more than its length.
enum XMLReading {
    enum Failure: Error {
        case broken(line: Int)
        case hostile(String)
    }

    private static let depthMost = 12
    private static let elementsMost = 4_000_000

    static func document(_ bytes: [UInt8]) throws(Failure) -> XMLElement {
        guard bytes.count <= 32 << 20 else { throw .hostile("size") }
        // NOENT is not given: references to entities stay references, and are refused below.
        let options =
            XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
            | XML_PARSE_NOCDATA.rawValue
        let reader = bytes.withUnsafeBytes { buffer in
            xmlReaderForMemory(
                buffer.bindMemory(to: CChar.self).baseAddress, Int32(buffer.count), nil, nil,
                Int32(options))
        }
        guard let reader else { throw .broken(line: 1) }
        defer { xmlFreeTextReader(reader) }
        // The reader looks into the bytes while it reads.
        let result: Result<XMLElement, Failure> = bytes.withUnsafeBytes { _ in
            do throws(Failure) {
                return .success(try read(reader))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private static func read(_ reader: xmlTextReaderPtr) throws(Failure) -> XMLElement {
        var open: [XMLElement] = []
        var root: XMLElement?
        var count = 0
        while true {
            let state = xmlTextReaderRead(reader)
            if state == 0 { break }
            guard state == 1 else {
                throw .broken(line: Int(xmlTextReaderGetParserLineNumber(reader)))
            }
            switch UInt32(bitPattern: xmlTextReaderNodeType(reader)) {
            case XML_READER_TYPE_DOCUMENT_TYPE.rawValue: throw .hostile("DOCTYPE")
            case XML_READER_TYPE_ENTITY_REFERENCE.rawValue: throw .hostile("entity")
            case XML_READER_TYPE_ELEMENT.rawValue:
                count += 1
                guard open.count < depthMost, count <= elementsMost else { throw .hostile("depth") }
                open.append(XMLElement(name: name(reader)))
                if xmlTextReaderIsEmptyElement(reader) == 1 { close(&open, &root) }
            case XML_READER_TYPE_END_ELEMENT.rawValue: close(&open, &root)
            case XML_READER_TYPE_TEXT.rawValue, XML_READER_TYPE_CDATA.rawValue,
                XML_READER_TYPE_SIGNIFICANT_WHITESPACE.rawValue:
                guard !open.isEmpty, let value = xmlTextReaderConstValue(reader) else { continue }
                open[open.count - 1].text += String(cString: value)
            default: break
            }
        }
        guard let root, open.isEmpty else { throw .broken(line: 1) }
        return root
    }

    private static func name(_ reader: xmlTextReaderPtr) -> String {
        xmlTextReaderConstLocalName(reader).map { String(cString: $0) } ?? ""
    }

    private static func close(_ open: inout [XMLElement], _ root: inout XMLElement?) {
        guard let last = open.popLast() else { return }
        if open.isEmpty {
            root = root ?? last
        } else {
            open[open.count - 1].children.append(last)
        }
    }
}
