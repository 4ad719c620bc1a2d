// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** What an XML parser reads in a picture. */
record SvgDocument(Document document) {
    private static final XPath PATHS = XPathFactory.newInstance().newXPath();

    /** Where something stands. */
    record Box(double x, double y, double width, double height) {
        boolean contains(Box other) {
            return other.x >= x
                    && other.y >= y
                    && other.x + other.width <= x + width
                    && other.y + other.height <= y + height;
        }

        boolean meets(Box other) {
            return other.x < x + width
                    && x < other.x + other.width
                    && other.y < y + height
                    && y < other.y + other.height;
        }
    }

    /** Fails if the picture is not well-formed, or has a document type. */
    static SvgDocument of(StatePicture picture) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return new SvgDocument(
                    factory.newDocumentBuilder().parse(new InputSource(new StringReader(picture.svg()))));
        } catch (Exception e) {
            throw new AssertionError(picture.svg(), e);
        }
    }

    String role() {
        return document.getDocumentElement().getAttribute("role");
    }

    String title() {
        return texts("/svg/title").get(0);
    }

    String description() {
        return texts("/svg/desc").get(0);
    }

    List<String> states() {
        return texts("//text");
    }

    List<String> marked() {
        return texts("//g[contains(@class, 'current')]/text");
    }

    /** The titles of the edges that have a line and a head. */
    List<String> edges() {
        return texts("//g[@class='edges']/g[path and polygon]/title");
    }

    List<String> errors() {
        return texts("//g[@class='errors']/g[path and polygon]/title");
    }

    List<Box> boxes() {
        return elements("//g[starts-with(@class, 'state ') or @class='state']/rect").stream()
                .map(each ->
                        new Box(number(each, "x"), number(each, "y"), number(each, "width"), number(each, "height")))
                .toList();
    }

    Box view() {
        List<Double> numbers = numbers(document.getDocumentElement().getAttribute("viewBox"));
        return new Box(numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3));
    }

    /** The tip of each arrow, as a box without extent. */
    List<Box> tips() {
        return elements("//polygon").stream()
                .map(each -> numbers(each.getAttribute("points")))
                .map(numbers -> new Box(numbers.get(0), numbers.get(1), 0, 0))
                .toList();
    }

    private List<String> texts(String path) {
        return elements(path).stream().map(Element::getTextContent).toList();
    }

    private List<Element> elements(String path) {
        try {
            NodeList nodes = (NodeList) PATHS.evaluate(path, document, XPathConstants.NODESET);
            return IntStream.range(0, nodes.getLength())
                    .mapToObj(nodes::item)
                    .map(Element.class::cast)
                    .toList();
        } catch (XPathExpressionException e) {
            throw new AssertionError(path, e);
        }
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    private static List<Double> numbers(String text) {
        return List.of(text.split("[ ,]")).stream().map(Double::valueOf).toList();
    }
}
