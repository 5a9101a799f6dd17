import ArgumentParser
import Base
import Foundation
import SQL

/// How a command ends: one clear sentence on standard error and a code that scripts can tell apart.
enum Ending {
    /// sysexits.h: 65 data, 69 unavailable, 73 cannot create, 70 internal.
    static func clear(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let stop as Stop {
            throw fail(stop.description, 73)
        } catch let error as DatabaseError {
            throw fail(error.message, error.kind == .unwritable ? 73 : 69)
        } catch let refusal as Refusal {
            throw fail(Phrases.sentence(refusal), 65)
        }
    }

    static func fail(_ sentence: String, _ code: Int32) -> ExitCode {
        FileHandle.standardError.write(Data("nuo: \(sentence)\n".utf8))
        return ExitCode(code)
    }

    static func say(_ text: String) {
        FileHandle.standardOutput.write(Data("\(text)\n".utf8))
    }
}

/// Whether the server can listen where it is told to, asked before anything else is opened.
enum Port {
    static func check(_ settings: Settings) throws {
        var found: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(settings.host, "\(settings.port)", nil, &found)
        guard status == 0, let address = found else {
            throw Stop("\(settings.host) is no address to listen on; name one with --host.")
        }
        defer { freeaddrinfo(found) }
        let socket = socket(address.pointee.ai_family, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { return }
        defer { close(socket) }
        var yes: Int32 = 1
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard bind(socket, address.pointee.ai_addr, address.pointee.ai_addrlen) != 0 else { return }
        switch errno {
        case EACCES:
            throw Stop("Port \(settings.port) needs more rights; choose one above 1023 with PORT.")
        case EADDRNOTAVAIL:
            throw Stop("\(settings.host) is not an address of this machine; name one with --host.")
        default:
            throw Stop("Port \(settings.port) is busy; choose another with PORT or --port.")
        }
    }
}
