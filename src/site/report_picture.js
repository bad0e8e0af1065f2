// Draws what is left of the report as SVG, and leaves the text in the page. report_picture.py puts it in.
window.addEventListener('load', function () {
  'use strict';

  var shown = SECTIONS;
  var drawing = [];
  var styles = {};
  var pen = document.createElement('canvas').getContext('2d');

  function round(number) {
    return String(Math.round(number * 10) / 10);
  }

  function escaped(text) {
    return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
  }

  // Looks that many texts share are one class.
  function look(css) {
    if (!(css in styles)) { styles[css] = 't' + Object.keys(styles).length; }
    return styles[css];
  }

  function isSeen(colour) {
    return colour !== 'transparent' && !/, 0\)$/.test(colour);
  }

  function rectangle(x, y, width, height, colour, radius) {
    if (width <= 0 || height <= 0 || !isSeen(colour)) { return; }
    drawing.push('<rect x="' + round(x) + '" y="' + round(y) + '" width="' + round(width) + '" height="' + round(height) +
      '"' + (radius > 0 ? ' rx="' + round(radius) + '"' : '') + ' fill="' + colour + '"/>');
  }

  function box(element, style) {
    var place = element.getBoundingClientRect();
    var radius = parseFloat(style.borderTopLeftRadius) || 0;
    var sides = ['Top', 'Right', 'Bottom', 'Left'].map(function (side) {
      var drawn = style['border' + side + 'Style'] !== 'none';
      return { width: drawn ? parseFloat(style['border' + side + 'Width']) : 0, colour: style['border' + side + 'Color'] };
    });
    var even = sides.every(function (side) { return side.width > 0 && side.colour === sides[0].colour; });
    if (even && radius > 0) {
      var edge = sides[0].width;
      rectangle(place.left, place.top, place.width, place.height, sides[0].colour, radius);
      rectangle(place.left + edge, place.top + edge, place.width - 2 * edge, place.height - 2 * edge, style.backgroundColor, radius - edge);
      return;
    }
    rectangle(place.left, place.top, place.width, place.height, style.backgroundColor, radius);
    rectangle(place.left, place.top, place.width, sides[0].width, sides[0].colour, 0);
    rectangle(place.right - sides[1].width, place.top, sides[1].width, place.height, sides[1].colour, 0);
    rectangle(place.left, place.bottom - sides[2].width, place.width, sides[2].width, sides[2].colour, 0);
    rectangle(place.left, place.top, sides[3].width, place.height, sides[3].colour, 0);
  }

  // A text node as the lines into which it is broken.
  function lines(node) {
    var found = [];
    var range = document.createRange();
    var words = /\S+/g;
    var word;
    while ((word = words.exec(node.data)) !== null) {
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      var place = range.getBoundingClientRect();
      var last = found[found.length - 1];
      if (last && Math.abs(last.top - place.top) < 2) {
        last.text += ' ' + word[0];
        last.right = place.right;
      } else if (place.width > 0) {
        found.push({ text: word[0], left: place.left, right: place.right, top: place.top });
      }
    }
    return found;
  }

  function text(node, style) {
    pen.font = style.fontStyle + ' ' + style.fontWeight + ' ' + style.fontSize + ' ' + style.fontFamily;
    var ascent = pen.measureText('x').fontBoundingBoxAscent;
    var css = 'font-size:' + round(parseFloat(style.fontSize)) + 'px;fill:' + style.color +
      (style.fontWeight === '400' ? '' : ';font-weight:' + style.fontWeight) +
      (style.fontStyle === 'normal' ? '' : ';font-style:' + style.fontStyle);
    lines(node).forEach(function (line) {
      var said = style.textTransform === 'uppercase' ? line.text.toUpperCase() : line.text;
      drawing.push('<text class="' + look(css) + '" x="' + round(line.left) + '" y="' + round(line.top + ascent) +
        '" textLength="' + round(line.right - line.left) + '" lengthAdjust="spacingAndGlyphs">' + escaped(said) + '</text>');
    });
  }

  function walk(element) {
    element.childNodes.forEach(function (child) {
      if (child.nodeType === Node.TEXT_NODE) {
        text(child, getComputedStyle(element));
      } else if (child.nodeType === Node.ELEMENT_NODE) {
        var style = getComputedStyle(child);
        if (style.display === 'none' || style.visibility === 'hidden') { return; }
        box(child, style);
        walk(child);
      }
    });
  }

  setTimeout(function () {
    document.querySelectorAll('main > *').forEach(function (part) {
      if (shown.indexOf(part.id) < 0) { part.remove(); }
    });
    document.querySelectorAll('footer, details, figure, caption, .source, #theme, .skip, script').forEach(function (part) { part.remove(); });
    var page = getComputedStyle(document.body);
    var width = document.documentElement.clientWidth;
    var height = Math.ceil(document.querySelector('main').lastElementChild.getBoundingClientRect().bottom) + 20;
    walk(document.body);
    var classes = Object.keys(styles).map(function (css) { return '.' + styles[css] + '{' + css + '}'; }).join('');
    var result = document.createElement('pre');
    result.id = 'picture';
    result.textContent = '<svg xmlns="http://www.w3.org/2000/svg" width="' + width + '" height="' + height + '" viewBox="0 0 ' + width + ' ' + height +
      '" font-family="' + escaped(page.fontFamily.replace(/"/g, "'")) + '">\n<style>' + classes + '</style>\n' +
      '<rect width="100%" height="100%" fill="' + page.backgroundColor + '"/>\n' + drawing.join('\n') + '\n</svg>';
    document.body.replaceChildren(result);
  }, 3000);
});
